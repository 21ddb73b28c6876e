import type { WireAlert } from './webhook.ts';
import { crashLooping } from './webhook.ts';

/** Alerts of two pods of one Deployment, whose name the pods' names tell: one incident. */
export function sickWorkload(name: string, more: Partial<WireAlert> = {}): readonly WireAlert[] {
  return ['x7k2p', 'b4vqd'].map((suffix) => crashLooping(`${name}-5d4f8b7c9d-${suffix}`, more));
}
