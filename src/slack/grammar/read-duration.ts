import type { Read } from './read-values.ts';

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const part = /(\d{1,6})([smhdw])/gy;

/** `2h`, `90m`, `1d12h`, as amtool and kubectl write it → milliseconds. */
export function readDuration(text: string): Read<number> {
  const typed = text.toLowerCase();
  let total = 0;
  let end = 0;
  for (const match of typed.matchAll(part)) {
    total += Number(match[1]) * (unitMs[match[2] ?? ''] ?? 0);
    end = match.index + match[0].length;
  }
  if (end !== typed.length || total === 0) return { problem: 'is no duration: `2h`, `90m`, `1d12h`' };
  return { value: total };
}

/** 7200000 → `2h`: what `readDuration` reads back. */
export function writeDuration(milliseconds: number): string {
  const parts: string[] = [];
  let left = Math.max(1000, Math.round(milliseconds / 1000) * 1000);
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = unitMs[unit] ?? 1000;
    if (left >= size) parts.push(`${Math.floor(left / size)}${unit}`);
    left %= size;
  }
  return parts.join('');
}
