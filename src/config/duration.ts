import { z } from 'zod';

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `15m`, `24h`, `7d` into milliseconds; undefined when it is none. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,6})(s|m|h|d)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return Number(match[1]) * (units[match[2]] ?? 0);
}

/** A duration in the config; milliseconds after loading. */
export function duration(fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const milliseconds = readDuration(text);
      if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
      context.issues.push({
        code: 'custom',
        message: `"${text}" is no duration: write a number with s, m, h or d, for example 15m`,
        input: text,
      });
      return z.NEVER;
    });
}
