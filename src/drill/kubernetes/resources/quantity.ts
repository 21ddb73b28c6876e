const suffixes: Record<string, number> = {
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

/** A Kubernetes quantity as a number in its base unit: `500m` → 0.5, `1Gi` → 1073741824. 0 for what is no quantity. */
export function parseQuantity(text: string | number | undefined): number {
  if (text === undefined) return 0;
  const parts = /^([+-]?[\d.]+)(?:([eE][+-]?\d+)|([a-zA-Z]*))$/.exec(String(text));
  if (!parts) return 0;
  const [, digits = '0', exponent, suffix = ''] = parts;
  return exponent === undefined ? Number(digits) * (suffixes[suffix] ?? 0) : Number(`${digits}${exponent}`);
}

/** Back to text, as a sum of requests is shown: whole units plain, fractions in thousandths, whole binary multiples with their suffix. */
export function formatQuantity(value: number, like: string): string {
  if (/i$/.test(like) && value > 0) {
    const suffix = (['Ti', 'Gi', 'Mi', 'Ki'] as const).find((one) => value % (suffixes[one] ?? 1) === 0);
    if (suffix) return `${value / (suffixes[suffix] ?? 1)}${suffix}`;
  }
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}
