import { objectPath } from '../cluster/object-path.ts';
import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan } from '../model/plan.ts';
import { readQuantity } from '../model/quantity.ts';
import type { ActionTools, Verification } from './action.ts';
import { lastWriter } from './execution-mark.ts';
import { stringAt } from './json-at.ts';
import { condition } from './rollout-status.ts';

/** What the expansion controller and the kubelet say when they fail (k8s.io/api/core/v1, PersistentVolumeClaimConditionType). */
const failures = ['ControllerResizeError', 'NodeResizeError'];

/** Grown means that the file system has: `status.capacity`, which is written last. */
export async function verifyGrowth(tools: ActionTools, plan: Plan): Promise<Verification> {
  const claim = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(claim, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  const size = stringAt(plan.after, 'size') ?? '';
  const asked = stringAt(claim, 'spec', 'resources', 'requests', 'storage') ?? '';
  if (amount(asked) < amount(size)) {
    const by = lastWriter(claim, ['f:spec', 'f:resources', 'f:requests', 'f:storage'])?.manager ?? 'somebody';
    return { result: 'no-effect', sentence: `${name} asks for ${asked} again (last written by ${by}).` };
  }
  const capacity = stringAt(claim, 'status', 'capacity', 'storage') ?? 'unknown';
  if (amount(capacity) >= amount(size))
    return {
      result: 'worked',
      sentence: `${name} has ${capacity} (${stringAt(plan.before, 'capacity') ?? '?'} before).`,
    };
  return waitingFor(claim, { name, capacity, size });
}

function waitingFor(
  claim: JsonObject,
  { name, capacity, size }: { name: string; capacity: string; size: string },
): Verification {
  const failed = failures
    .map((type) => condition(claim, type))
    .find((one) => stringAt(one, 'status') === 'True');
  const infeasible = stringAt(claim, 'status', 'allocatedResourceStatuses', 'storage') ?? '';
  if (/Infeasible$/.test(infeasible)) {
    const why = stringAt(failed, 'message') ?? infeasible;
    return {
      result: 'no-effect',
      sentence: `${name} still has ${capacity}: the storage cannot give ${size}: ${why}.`,
    };
  }
  if (stringAt(condition(claim, 'FileSystemResizePending'), 'status') === 'True') {
    const state = `The volume of ${name} has ${size}; its file system grows when its pod is made anew`;
    return {
      pending: state,
      atDeadline: { result: 'unknown', sentence: `${state}: delete or restart the pod that uses it.` },
    };
  }
  const why = stringAt(failed, 'message');
  const state = `${name} still has ${capacity}, ${size} are asked for${why === undefined ? '' : `: ${why}`}`;
  const result = why === undefined ? 'unknown' : 'no-effect';
  return { pending: state, atDeadline: { result, sentence: `Not grown in time: ${state}.` } };
}

const amount = (text: string): number => readQuantity(text) ?? 0;
