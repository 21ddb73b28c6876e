const minute = 60_000;
const units: readonly (readonly [string, number])[] = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
];

/**
 * `2 hours`, `1 hour 30 minutes`, `1 day 4 hours`: how long something will last, to the minute, the two largest units. What
 * is left of two hours a second later is still said as two hours.
 */
export function spanInWords(milliseconds: number): string {
  let left = Math.max(1, Math.round(milliseconds / minute));
  const parts: string[] = [];
  for (const [name, length] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(' ');
}
