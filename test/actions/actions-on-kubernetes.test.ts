import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { catalogue } from '../../src/actions/catalogue.ts';
import { caseName } from '../e2e/actions/action-case.ts';
import { actionCases, notPlayed } from '../e2e/actions/action-cases.ts';
import { documentPath } from '../e2e/actions/actions-document.ts';

// `npm run e2e:actions` plays the cases; that none is forgotten is known without a server.
it.each(Object.values(catalogue))(
  '$name is played on a real control plane, on each of its kinds',
  (action) => {
    const played = actionCases.filter((one) => one.action === action.name).map(({ kind }) => kind);
    const reason = notPlayed[action.name];
    if (reason === undefined) expect(new Set(played)).toEqual(new Set(action.kinds));
    else expect([...played, reason].length).toBe(1);
  },
);

it('is undone where the catalogue says that it can be', () => {
  for (const { action, undo } of actionCases)
    expect([action, undo === 'none']).toEqual([action, catalogue[action].irreversible === true]);
});

it('has its table in the documentation: npm run e2e:actions -- --docs writes it', async () => {
  const text = await readFile(documentPath, 'utf8');
  const missing = actionCases.map(caseName).filter((name) => !text.includes(`| ${name} |`));
  expect(missing).toEqual([]);
  for (const [action, reason] of Object.entries(notPlayed))
    expect(text).toContain(`**${action}**: ${reason}`);
});
