/** A value in as few characters as tell it: `0.85`, `12.4k`, `3.2M`, `1.5e-7`. Three significant digits. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001) return value.toExponential(1);
  for (const [limit, suffix] of steps) {
    // `9500` is quicker to read than `9.5k`.
    if (size >= Math.max(limit, 10_000)) return `${trimmed(value / limit)}${suffix}`;
  }
  return trimmed(value);
}

const steps = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

function trimmed(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

const binary = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
] as const;

function formatBytes(value: number): string {
  for (const [limit, unit] of binary)
    if (Math.abs(value) >= limit) return `${trimmed(value / limit)} ${unit}`;
  return `${formatValue(value)} B`;
}

function formatSeconds(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 0.001) return `${trimmed(value * 1e6)} µs`;
  if (size < 1) return `${trimmed(value * 1000)} ms`;
  if (size < 120) return `${trimmed(value)} s`;
  if (size < 7200) return `${trimmed(value / 60)} min`;
  return size < 172_800 ? `${trimmed(value / 3600)} h` : `${trimmed(value / 86_400)} d`;
}

export type Unit = 'bytes' | 'seconds' | 'ratio' | 'none';

/** The value with its unit; a ratio as percent. */
export function formatWithUnit(value: number, unit: Unit): string {
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'seconds') return formatSeconds(value);
  return unit === 'ratio' ? `${formatValue(Number((value * 100).toPrecision(6)))}%` : formatValue(value);
}
