import type { Alert } from '../model/alert.ts';
import { expressionOf } from './promql/expression-of.ts';
import { splitComparison, type SplitExpression } from './promql/split-comparison.ts';

/** An alert with the expression of its rule. */
export interface ChosenExpression {
  alert: Alert;
  expression: string;
  split: SplitExpression;
}

/** So many expressions of an incident are asked for: the first may have nothing to draw. */
const mostAsked = 3;

/** A firing alert with a threshold to draw before one without, then the oldest: it is the one nearest to the cause. One an expression. */
export function chooseExpressions(alerts: readonly Alert[]): ChosenExpression[] {
  const candidates = alerts.flatMap((alert): ChosenExpression[] => {
    const expression = expressionOf(alert);
    const split = expression === undefined ? undefined : splitComparison(expression);
    if (expression === undefined || split === undefined) return [];
    return [{ alert, expression, split }];
  });
  const rank = ({ alert, split }: ChosenExpression) =>
    (alert.status === 'firing' ? 0 : 2) + (split.threshold === undefined ? 1 : 0);
  candidates.sort((one, other) => rank(one) - rank(other) || one.alert.startsAt - other.alert.startsAt);
  const first = new Map<string, ChosenExpression>();
  for (const candidate of candidates) {
    if (!first.has(candidate.expression)) first.set(candidate.expression, candidate);
  }
  return [...first.values()].slice(0, mostAsked);
}

type Labels = Readonly<Record<string, string>>;

/** The alert's labels are those of its series plus what rule and Prometheus add; a series that says otherwise is another's. */
export function agrees(series: Labels, alert: Labels): boolean {
  return Object.entries(series).every(([name, value]) => {
    const wanted = Object.hasOwn(alert, name) ? alert[name] : undefined;
    return name === '__name__' || wanted === undefined || wanted === value;
  });
}
