import { caseName } from './action-case.ts';
import type { Outcome } from './play-case.ts';

export const tableHead = [
  'Action',
  'Done',
  'Undone',
  'Calls in the audit log',
  'Under whose name',
  'Who may only read',
];

/** One line an action, object and identity: what the API server's own audit log says of it. */
export function tableRows(outcomes: readonly Outcome[]): string[][] {
  return outcomes.map((outcome) => [
    caseName(outcome.case),
    outcome.done,
    outcome.undone,
    [outcome.doneCalls, outcome.undoneCalls]
      .map((calls) => counted(calls))
      .filter((part) => part !== '')
      .join('; undo: '),
    outcome.names.join(', '),
    outcome.refusal === '' ? '–' : outcome.refusal,
  ]);
}

/** Three evictions are one word. */
function counted(calls: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1);
  return [...counts].map(([call, count]) => `${count} × ${call}`).join(', ');
}

/** As columns of equal width, for a terminal. */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const all = [tableHead, ...rows];
  const widths = tableHead.map((_head, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** As Markdown. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(tableHead), `|${'---|'.repeat(tableHead.length)}`, ...rows.map(line)].join('\n');
}
