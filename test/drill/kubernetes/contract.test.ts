import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesHandle } from '../../../src/drill/kubernetes/kubernetes-handle.ts';
import { startKubernetes } from '../../../src/drill/kubernetes/start-kubernetes.ts';
import { contractCases } from '../../e2e/contract/contract-cases.ts';
import { contractGrants, contractUsers } from '../../e2e/contract/contract-users.ts';
import { playCase, type Observation } from '../../e2e/contract/play-case.ts';
import { recordedAnswers } from '../../e2e/contract/recorded-answers.ts';
import { clusterClient } from '../../e2e/support/cluster-client.ts';
import { ownTokens } from '../../e2e/support/control-plane-files.ts';

// The requests of the contract, answered by the simulated API server as the real one answered them when it was recorded.
describe('the simulated Kubernetes API server', () => {
  let handle: KubernetesHandle;
  let recorded: Record<string, Observation[]>;

  beforeAll(async () => {
    recorded = await recordedAnswers();
    handle = await startKubernetes({
      speed: 30,
      nodes: [{ name: 'node-1' }, { name: 'node-2' }],
      rbac: contractGrants,
      tokens: { [ownTokens.admin]: { username: 'admin', groups: ['system:masters'] }, ...contractUsers },
    });
  });
  afterAll(() => handle.stop());

  it.each(contractCases)('answers as the real one: $name', async (contractCase) => {
    const client = clusterClient({ url: handle.url, token: ownTokens.admin });
    expect(await playCase(contractCase, client)).toEqual(recorded[contractCase.name]);
  });
});
