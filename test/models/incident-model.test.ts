import { expect, it } from 'vitest';
import { runIncidentModel } from './run-incident-model.ts';

// `npm run model` plays ten thousand.
it('whatever senders, people and Alertmanager do: the store says what a plain model says', async () => {
  expect(await runIncidentModel({ runs: 20, seed: 20_261_124 })).toBeUndefined();
}, 60_000);
