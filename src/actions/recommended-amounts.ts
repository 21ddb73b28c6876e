import type { PlanRefusal } from '../model/plan.ts';
import { readQuantity, writeQuantity } from '../model/quantity.ts';
import { planRefusal } from './action.ts';
import type { Recommendation } from './recommended-resources.ts';

type TextAmounts = Readonly<Record<string, string>>;
interface Sides {
  limits: TextAmounts;
  requests: TextAmounts;
}
type Recommended = Recommendation | undefined | 'unknown';

/**
 * The amounts of `--from vpa`: requests become the target, limits that are set keep their proportion to them, as the
 * autoscaler itself has it (controlledValues: RequestsAndLimits). What was asked for by name wins.
 */
export function withRecommended(asked: Sides, current: Sides, recommended: Recommended): Sides | PlanRefusal {
  if (recommended === 'unknown')
    return planRefusal('forbidden', 'VerticalPodAutoscalers cannot be read here: name the amounts instead.');
  if (recommended === undefined)
    return planRefusal(
      'bad-value',
      'No VerticalPodAutoscaler recommends anything for this container (none aims at it, or it has not seen enough yet): name the amounts instead.',
    );
  const requests = Object.fromEntries(amountsOf(recommended));
  const limits = Object.entries(current.limits).flatMap(([name, limit]) => {
    const target = readQuantity(requests[name] ?? '');
    const [now, before] = [readQuantity(limit), readQuantity(current.requests[name] ?? limit)];
    if (target === undefined || now === undefined || before === undefined || before === 0) return [];
    return [[name, readable(name, (target * now) / before)] as const];
  });
  return {
    requests: { ...requests, ...asked.requests },
    limits: { ...Object.fromEntries(limits), ...asked.limits },
  };
}

/** What is recommended, where the plan sets something else; and whether the autoscaler sets it by itself. */
export function recommendationWarnings(recommended: Recommended, after: Sides): string[] {
  if (recommended === undefined || recommended === 'unknown') return [];
  const { by, mode } = recommended;
  const amounts = amountsOf(recommended);
  const differs = amounts.some(
    ([name, amount]) => readQuantity(after.requests[name] ?? '') !== readQuantity(amount),
  );
  const list = amounts.map(([name, amount]) => `${name} ${amount}`).join(', ');
  return [
    differs
      ? `${by} recommends other requests: ${list}. \`--from vpa\` takes them.`
      : `The requests are what ${by} recommends.`,
    ...(mode === 'Off'
      ? []
      : [`${by} (${mode}) sets the requests of new pods itself: what is set here may not be what they get.`]),
  ];
}

/** The recommender counts in bytes; whole mebibytes are readable. */
function amountsOf({ target }: Recommendation): [string, string][] {
  return Object.entries(target).map(([name, amount]) => [name, readable(name, amount)]);
}

function readable(name: string, amount: number): string {
  const mebibyte = 2 ** 20;
  return writeQuantity(name === 'memory' ? Math.ceil(amount / mebibyte) * mebibyte : amount, name);
}
