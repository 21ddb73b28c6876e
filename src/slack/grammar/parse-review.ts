import { readDebtNumber, type DebtVerdict } from '../../model/break-glass.ts';
import type { Command } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import type { Arguments } from './read-arguments.ts';

const verdicts: Readonly<Record<string, DebtVerdict>> = {
  ok: 'ok',
  okay: 'ok',
  'not-ok': 'not-ok',
  'not ok': 'not-ok',
  notok: 'not-ok',
};

/** `DEBT-3 ok --reason "…"` */
export function parseReview({ words, incident, reason }: Arguments): Command | { problem: string } {
  const [name, ...rest] = words;
  if (name === undefined || incident !== undefined) return { problem: 'Which debt? `/mw debts` lists them.' };
  const debt = readDebtNumber(name);
  if (debt === undefined) return { problem: `${foreignCode(name, 80)} is no debt.` };
  const verdict = verdicts[rest.join(' ').toLowerCase()];
  if (verdict === undefined) return { problem: 'Was it `ok` or `not-ok`?' };
  return reason === undefined
    ? { problem: 'Say why: `--reason "…"`.' }
    : { verb: 'review', debt, verdict, reason };
}
