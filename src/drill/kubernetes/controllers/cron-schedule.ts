const ranges: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

const named: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
};

function fieldMatches(field: string, value: number, [low, high]: readonly [number, number]): boolean {
  return field.split(',').some((part) => {
    const [range = '*', step] = part.split('/');
    const [from, to] = range === '*' ? [low, high] : range.split('-').map(Number);
    const last = to ?? (step === undefined ? from : high);
    return (
      from !== undefined &&
      last !== undefined &&
      value >= from &&
      value <= last &&
      (value - from) % Number(step ?? 1) === 0
    );
  });
}

/** Whether a cron schedule (five fields, or `@hourly` and the like) names the minute of this moment, in UTC. */
export function scheduleNames(schedule: string, at: Date): boolean {
  const fields = (named[schedule] ?? schedule).trim().split(/\s+/);
  const values = [
    at.getUTCMinutes(),
    at.getUTCHours(),
    at.getUTCDate(),
    at.getUTCMonth() + 1,
    at.getUTCDay(),
  ];
  return (
    fields.length === 5 &&
    fields.every((field, index) =>
      fieldMatches(field.replace(/^7$/, '0'), values[index] ?? 0, ranges[index] ?? [0, 0]),
    )
  );
}
