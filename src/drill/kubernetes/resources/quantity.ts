import { readQuantity } from '../../../model/quantity.ts';

/** A Kubernetes quantity as a number in its base unit: `500m` → 0.5, `1Gi` → 1073741824. 0 for what is no quantity. */
export function parseQuantity(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const [, sign = '', amount = ''] = /^([+-]?)(.*)$/s.exec(String(text)) ?? [];
  return (sign === '-' ? -1 : 1) * (readQuantity(amount) ?? 0);
}
