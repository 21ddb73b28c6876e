import { isSilenceAction } from './action.ts';
import type { Plan } from './plan.ts';

type Aims = Pick<Plan, 'target' | 'parameters'>;

/** Do two plans act on the same object? While one of them is carried out, nobody could tell whose effect the other shows. */
export function sharesObject(one: Aims, other: Aims): boolean {
  // Each silence is an object of its own.
  if (isSilenceAction(one.parameters.action) || isSilenceAction(other.parameters.action)) return false;
  return one.target.cluster === other.target.cluster && one.target.uid === other.target.uid;
}
