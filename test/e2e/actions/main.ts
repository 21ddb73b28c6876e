import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { actionCases, notPlayed } from './action-cases.ts';
import { actionsDocument, documentPath } from './actions-document.ts';
import { plainTable, tableRows } from './outcome-table.ts';
import { planCases } from './plan-cases.ts';
import { playActions } from './play-actions.ts';

const usage = `usage: npm run e2e:actions -- [--only ACTION,…] [--docs]
  --only  plays these actions alone
  --docs  writes the table to docs/actions-on-kubernetes.md, if nothing was amiss`;

/** Plays every action of the catalogue against a real control plane and prints what its audit log says; exit code 1 for any fault. */
const { values } = parseArgs({
  options: { only: { type: 'string' }, docs: { type: 'boolean', default: false }, help: { type: 'boolean' } },
});
const print = (line: string): void => console.log(line);
const only = values.only?.split(',');
const cases = actionCases.filter(({ action }) => only?.includes(action) ?? true);
if (values.help === true || cases.length === 0 || (values.docs && only !== undefined)) {
  print(usage);
  process.exit(values.help === true ? 0 : 2);
}
const started = Date.now();
const { outcomes, faults } = await playActions({ cases, plans: only === undefined ? planCases : [], print });
const rows = tableRows(outcomes);
print(`\n${plainTable(rows)}\n`);
if (only === undefined)
  for (const [action, why] of Object.entries(notPlayed)) print(`${action}: not here: ${why}`);
for (const fault of faults) print(`FAULT: ${fault}`);
const seconds = Math.round((Date.now() - started) / 1000);
print(`${outcomes.length} plays in ${seconds} s, ${faults.length} faults`);
if (values.docs && faults.length === 0) await writeFile(documentPath, actionsDocument(rows));
process.exit(faults.length === 0 ? 0 : 1);
