const units = [
  { name: 'day', seconds: 86_400 },
  { name: 'hour', seconds: 3600 },
  { name: 'minute', seconds: 60 },
  { name: 'second', seconds: 1 },
] as const;

/** `1 hour 5 minutes`: the two largest units that are not zero, in words. */
export function durationWords(milliseconds: number): string {
  let rest = Math.max(0, Math.round(milliseconds / 1000));
  const words: string[] = [];
  for (const { name, seconds } of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) words.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    else if (words.length > 0) break;
    if (words.length === 2) break;
  }
  return words.length === 0 ? 'less than a second' : words.join(' ');
}
