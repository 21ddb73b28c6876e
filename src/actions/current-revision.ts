import type { JsonObject } from '../model/json.ts';
import { templateHash, type Revision } from './revisions.ts';
import { rolloutRevision } from './rollouts/rollout-revisions.ts';

/** The revision that a workload's present template asks for; undefined: its controller has not made it yet. */
export function currentRevision(workload: JsonObject, revisions: readonly Revision[]): Revision | undefined {
  if (workload['kind'] === 'Rollout') return rolloutRevision(workload, revisions);
  const hash = templateHash(workload);
  return revisions.find((one) => one.templateHash === hash);
}
