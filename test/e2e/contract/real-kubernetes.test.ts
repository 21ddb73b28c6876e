import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyDefinitions } from '../support/apply-definitions.ts';
import { startControlPlane, type ControlPlane } from '../support/start-control-plane.ts';
import { contractCases } from './contract-cases.ts';
import { contractGrants, contractUsers } from './contract-users.ts';
import { grantObjects } from './grant-objects.ts';
import { playCase, type Observation } from './play-case.ts';
import { recordAnswers, recordedAnswers } from './recorded-answers.ts';

// The recording lets `npm test` hold the simulated API server to the real one without a real one at hand.
// MIDDLEWATCH_RECORD=1 writes it anew, for a new Kubernetes version or new cases.
const recording = process.env['MIDDLEWATCH_RECORD'] === '1';

describe('the real Kubernetes API server', () => {
  let plane: ControlPlane;
  const fresh: Record<string, Observation[]> = {};

  beforeAll(async () => {
    plane = await startControlPlane({ users: contractUsers, nodes: ['node-1', 'node-2'] });
    await applyDefinitions(plane.admin);
    for (const { path, body } of contractGrants.flatMap(grantObjects)) {
      await plane.admin.expect({ method: 'POST', path, body });
    }
  });
  afterAll(async () => {
    if (recording) await recordAnswers(fresh);
    await plane.stop();
  });

  it.each(contractCases)('answers as recorded: $name', async (contractCase) => {
    const answers = await playCase(contractCase, plane.admin);
    fresh[contractCase.name] = answers;
    if (!recording) expect(answers).toEqual((await recordedAnswers())[contractCase.name]);
  });
});
