import { isSilenceAction } from './action.ts';
import type { Plan } from './plan.ts';

type Aim = Pick<Plan, 'target' | 'parameters' | 'before'>;
type Aims = Aim & { parts?: readonly Aim[] };

/** Do two plans act on the same object? While one of them is carried out, nobody could tell whose effect the other shows. */
export function sharesObject(one: Aims, other: Aims): boolean {
  // Each silence is an object of its own.
  if (isSilenceAction(one.parameters.action) || isSilenceAction(other.parameters.action)) return false;
  if (one.target.cluster !== other.target.cluster) return false;
  const [aims, others] = [aimsOf(one), aimsOf(other)];
  return aims.some((aim) => others.some((against) => isSame(aim, against)));
}

/** A plan may be for several objects. */
function aimsOf(plan: Aims): readonly Aim[] {
  return plan.parts ?? [plan];
}

function isSame(one: Aim, other: Aim): boolean {
  return one.target.uid === other.target.uid || isDrained(one, other) || isDrained(other, one);
}

/** A drain removes the pods of its node: of two that remove one pod, both would say that they did. */
function isDrained(pod: Aim, { parameters, target }: Aim): boolean {
  return parameters.action === 'drain' && pod.target.kind === 'Pod' && pod.before['node'] === target.name;
}
