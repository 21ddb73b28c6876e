/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** `500m` → 0.5, `1Gi` → 1073741824, `1e3` → 1000; undefined for what is no quantity of a resource (also negative ones). */
export function readQuantity(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})(?:([eE][+-]?\d{1,3})|([a-zA-Z]{0,2}))$/.exec(text);
  if (match === null) return undefined;
  const [, digits = '', exponent, suffix = ''] = match;
  if (exponent !== undefined) return Number(`${digits}${exponent}`);
  const factor = suffixes[suffix];
  return factor === undefined ? undefined : Number(digits) * factor;
}

/**
 * Back to text as people write it: bytes in whole binary units where they come out even, anything else whole or in
 * thousandths.
 * @param like a quantity or the name of a resource: with `memory`, `storage` or a binary unit the amount is in bytes
 */
export function writeQuantity(amount: number, like: string): string {
  if (/i$|memory|storage/.test(like) && amount > 0) {
    const unit = (['Ti', 'Gi', 'Mi', 'Ki'] as const).find((one) => amount % (suffixes[one] ?? 1) === 0);
    if (unit !== undefined) return `${amount / (suffixes[unit] ?? 1)}${unit}`;
  }
  return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
}
