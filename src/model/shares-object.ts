import { isSilenceAction } from './action.ts';
import type { Plan } from './plan.ts';

type Aims = Pick<Plan, 'target' | 'parameters' | 'parts'>;

/** Do two plans act on the same object? While one of them is carried out, nobody could tell whose effect the other shows. */
export function sharesObject(one: Aims, other: Aims): boolean {
  // Each silence is an object of its own.
  if (isSilenceAction(one.parameters.action) || isSilenceAction(other.parameters.action)) return false;
  if (one.target.cluster !== other.target.cluster) return false;
  const others = uidsOf(other);
  return uidsOf(one).some((uid) => others.includes(uid));
}

/** A plan may be for several objects. */
function uidsOf({ target, parts }: Aims): readonly string[] {
  return parts?.map((part) => part.target.uid) ?? [target.uid];
}
