import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { ActionTools, Verification } from './action.ts';
import { numberAt, stringAt } from './json-at.ts';
import { readMade } from './made-object.ts';
import { condition } from './rollout-status.ts';

/** How a Job that was made ended. */
export async function verifyJob(tools: ActionTools, made: ObjectReference): Promise<Verification> {
  const job = await readMade(tools, made);
  if (job !== undefined) return verdictOf(job);
  // Finished jobs go by themselves where ttlSecondsAfterFinished says so.
  return {
    result: 'unknown',
    sentence: `Job ${made.name} is not there any more: how it ended cannot be told.`,
  };
}

function verdictOf(job: JsonObject): Verification {
  const name = stringAt(job, 'metadata', 'name') ?? '';
  const end = jobEnd(job);
  if (end?.as === 'Failed') return { result: 'no-effect', sentence: `Job ${name} failed: ${end.why}.` };
  if (end?.as === 'Complete') return { result: 'worked', sentence: `Job ${name} completed.` };
  const state = `Job ${name} runs: ${numberAt(job, 'status', 'active') ?? 0} active, ${numberAt(job, 'status', 'failed') ?? 0} failed`;
  return { pending: state, atDeadline: { result: 'unknown', sentence: `Not finished in time: ${state}.` } };
}

/** How a Job ended, and why it failed in the controller's words; undefined: it has not. */
export function jobEnd(job: JsonObject): { as: 'Complete' | 'Failed'; why: string } | undefined {
  const failed = condition(job, 'Failed');
  if (stringAt(failed, 'status') === 'True')
    return { as: 'Failed', why: stringAt(failed, 'reason') ?? 'no reason given' };
  return stringAt(condition(job, 'Complete'), 'status') === 'True' ? { as: 'Complete', why: '' } : undefined;
}
