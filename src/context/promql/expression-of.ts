import type { Alert } from '../../model/alert.ts';

/**
 * The expression of the alert's rule: the parameter g0.expr of the generatorURL that Prometheus sends. Undefined for
 * rulers that write another address.
 */
export function expressionOf(alert: Pick<Alert, 'generatorUrl'>): string | undefined {
  if (!URL.canParse(alert.generatorUrl)) return undefined;
  const expression = new URL(alert.generatorUrl).searchParams.get('g0.expr')?.trim();
  return expression === undefined || expression === '' ? undefined : expression;
}
