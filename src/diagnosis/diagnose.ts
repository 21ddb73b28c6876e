import type { Finding } from '../model/finding.ts';
import { crashAfterRollout } from './crash-after-rollout.ts';
import { imagePullFailure } from './image-pull-failure.ts';
import { loadAboveCapacity } from './load-above-capacity.ts';
import { nodeNotReady } from './node-not-ready.ts';
import type { Observation, Signature } from './observation.ts';
import { outOfMemory } from './out-of-memory.ts';

const signatures: readonly Signature[] = [
  crashAfterRollout,
  outOfMemory,
  imagePullFailure,
  nodeNotReady,
  loadAboveCapacity,
];

/** The causes that the evidence supports, best first; empty = cause not found. The same evidence gives the same answer. */
export function diagnose(observation: Observation): Finding[] {
  return signatures
    .flatMap((signature) => signature(observation) ?? [])
    .sort((one, other) => other.score - one.score || (one.code < other.code ? -1 : 1));
}
