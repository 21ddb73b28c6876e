import type { SeededRandom } from '../../../src/drill/world/seeded-random.ts';
import type { FaultKind, Workspace } from '../../../src/drill/slack/workspace-handle.ts';

const kinds: readonly FaultKind[] = [
  { kind: 'drop-answer' },
  { kind: 'drop-answer' },
  { kind: 'drop-answer' },
  { kind: 'reset' },
  { kind: 'status', status: 503 },
  { kind: 'ratelimited', retryAfterSeconds: 1 },
  { kind: 'slow', delayMs: 300 },
];

/** Up to two of the next posts and one of the next edits meet a fault; most often their answer is lost. */
export function addSlackFaults(workspace: Workspace, random: SeededRandom): void {
  const pick = (): FaultKind => kinds[Math.floor(random.next() * kinds.length)] ?? { kind: 'drop-answer' };
  const posts = Math.floor(random.next() * 3);
  for (let index = 0; index < posts; index += 1)
    workspace.fault({ method: 'chat.postMessage', times: 1, ...pick() });
  if (random.next() < 0.5) workspace.fault({ method: 'chat.update', times: 1, ...pick() });
}
