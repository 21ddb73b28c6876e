import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionRequest } from '../../src/model/action-request.ts';
import type { ActionParameters } from '../../src/model/action.ts';
import type { PolicyRule } from '../../src/approvals/policy-rule.ts';
import { createAbortExecution } from '../../src/work/abort-execution.ts';
import type { ActionWorkTools } from '../../src/work/action-tools.ts';
import { createExecute } from '../../src/work/execute.ts';
import { createRequestAction } from '../../src/work/request-action.ts';
import type { SeveralTargets } from '../../src/work/resolve-target.ts';
import { inputExample } from '../store/support/examples.ts';
import { node } from '../actions/support/shop-world.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

const rule = (changes: Partial<PolicyRule> = {}): PolicyRule => ({
  actions: ['cordon', 'uncordon', 'drain'],
  ask: ['group:sre'],
  approve: { from: ['group:sre'], count: 1 },
  expires: 900_000,
  ...changes,
});
const nodes = ['node-1', 'node-2', 'node-3'];

let world: ActionWorld;
let asked = 0;
const start = async (): Promise<void> => {
  world = await startActionWorld({
    kubernetes: { nodes: nodes.map((name) => ({ name, labels: { pool: 'blue', name } })) },
    tools: { policy: [rule()] },
  });
};
const ask = async (
  verb: 'cordon' | 'drain',
  several?: SeveralTargets,
): Promise<{ text: string | undefined; request: ActionRequest | undefined }> => {
  const id = `ask-${(asked += 1)}`;
  const answer = await createRequestAction(world.workTools)({
    input: inputExample({ id, person: 'U01ANA', channel: 'C1', via: 'command' }),
    command: { verb },
    target: node,
    parameters: {},
    ...(several !== undefined && { several }),
    incident: undefined,
  });
  return { text: answer?.text, request: await world.store.loadRequest(`r-${id}`) };
};
const approved = async (verb: 'cordon' | 'drain', several?: SeveralTargets): Promise<string> => {
  const { request, text } = await ask(verb, several);
  if (request === undefined) throw new Error(text);
  expect(await world.answer('U01BO', request.handle, 'approve')).toContain('Approved; it starts now');
  return request.id;
};
const load = async (id: string): Promise<ActionRequest> => (await world.store.loadRequest(id))!;
const abort = async (person: string, execution?: string): Promise<string> =>
  (
    await createAbortExecution(world.workTools)(
      inputExample({ id: `abort-${(asked += 1)}`, person, channel: 'C1', via: 'button' }),
      execution,
      undefined,
    )
  ).text;
const cordons = () =>
  world
    .mutations()
    .filter(({ method, responseStatus }) => method === 'PATCH' && responseStatus === 200)
    .map(({ uri }) => /nodes\/([\w-]+)\?.*-(\w+-\d)/.exec(uri)?.slice(1).join(' '));
const uncordonAll = (): void => {
  for (const name of nodes)
    world.kubernetes.change({ resource: 'nodes', name }, (object) => {
      delete (object['spec'] as { unschedulable?: boolean }).unschedulable;
    });
};
const all: SeveralTargets = { names: nodes };

/** The process dies where the store is called for the nth time. */
const killedAt = ({ name, n, when }: KillPoint) => {
  let calls = 0;
  const { store } = world.workTools;
  const original: (...call: [never, never, never]) => Promise<unknown> = async (...call) =>
    store[name](...call);
  const tools: ActionWorkTools = {
    ...world.workTools,
    store: {
      ...store,
      [name]: async (...call: [never, never, never]) => {
        calls += 1;
        if (calls !== n) return original(...call);
        if (when === 'after') await original(...call);
        throw new Error('killed');
      },
    },
  };
  return createExecute(tools);
};
interface KillPoint {
  name: 'beginStep' | 'recordSteps' | 'finishExecution';
  n: number;
  when: 'before' | 'after';
}
const killPoints: readonly KillPoint[] = (['before', 'after'] as const).flatMap((when) => [
  { name: 'beginStep' as const, n: 2, when },
  { name: 'recordSteps' as const, n: 1, when },
  { name: 'finishExecution' as const, n: 1, when },
]);

describe('the whole way', () => {
  beforeEach(start);
  afterEach(async () => world.stop());

  it('killed at any point: each object once, then done', { timeout: 60_000 }, async () => {
    const two = ['node-1', 'node-2'];
    for (const point of killPoints) {
      uncordonAll();
      const before = cordons().length;
      const id = await approved('cordon', { names: two });
      await expect(killedAt(point)(id, 1), JSON.stringify(point)).rejects.toThrow('killed');
      await world.work();
      const { execution } = await load(id);
      expect(cordons().slice(before), JSON.stringify(point)).toEqual(
        two.map((each, index) => `${each} ${execution?.id ?? ''}-${index + 1}`),
      );
      expect(execution?.steps?.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
      expect(execution).toMatchObject({ outcome: 'answered' });
    }
  });

  it.each(['cordon', 'drain'] as const)(
    'a process that began to work on a %s before another did something never says that nothing was changed',
    async (verb) => {
      const id = await approved(verb, verb === 'cordon' ? all : undefined);
      const { store } = world.workTools;
      const late: ActionWorkTools = {
        ...world.workTools,
        store: {
          ...store,
          loadRequest: async (of) => {
            const request = await store.loadRequest(of);
            const other = killedAt({ name: 'recordSteps', n: 1, when: 'after' });
            await expect(other(id, 1)).rejects.toThrow('killed');
            return request;
          },
        },
      };
      expect(await createExecute(late)(id, 1)).toEqual({ againInMs: 1000 });
      expect(await load(id)).toMatchObject({ state: 'executing' });
      await world.work();
      expect((await load(id)).execution?.outcome).not.toBe('world-moved');
      expect(cordons().filter((one) => one?.startsWith('node-1'))).toHaveLength(1);
    },
  );

  it('a process that does not know of a step of another does not say that it failed', async () => {
    const id = await approved('cordon', all);
    await expect(killedAt({ name: 'beginStep', n: 2, when: 'before' })(id, 1)).rejects.toThrow('killed');
    const { store } = world.workTools;
    const loadRequest: typeof store.loadRequest = async (of) => {
      const request = await store.loadRequest(of);
      const other = killedAt({ name: 'recordSteps', n: 1, when: 'before' });
      await expect(other(id, 1)).rejects.toThrow('killed');
      return request;
    };
    const late = { ...world.workTools, store: { ...store, loadRequest } };
    expect(await createExecute(late)(id, 1)).toEqual({ againInMs: 1000 });
    await world.work();
    const { execution } = await load(id);
    expect(execution?.steps?.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done']);
    expect(execution?.outcome).toBe('answered');
    expect(cordons()).toHaveLength(3);
  });

  it('several: one approval, a verdict for each, undone in one plan', async () => {
    const id = await approved('cordon', { selector: 'pool=blue' });
    await world.work();
    world.clock.advance(2000);
    await expect
      .poll(async () => {
        await world.work();
        world.clock.advance(2000);
        return (await load(id)).state;
      })
      .toBe('done');
    expect((await load(id)).execution?.verdict).toMatchObject({
      result: 'worked',
      sentence: 'Of 3: 3 worked.',
      parts: nodes.map((name) => ({ name: `node/${name}`, result: 'worked' })),
    });
    const executionId = (await load(id)).execution?.id ?? '';
    await world.undo('U01ANA', executionId);
    const [undo] = await world.store.listRequests({ states: ['awaiting-approval'], limit: 5 });
    expect(undo?.plan.title).toBe('Uncordon 3 nodes on prod: node-1, node-2, node-3');
    expect(undo?.undoes).toBe(id);
    const intent = (await world.store.listAudit({ limit: 20 })).find(({ kind }) => kind === 'intent');
    expect((intent?.data['parameters'] as unknown as ActionParameters).parts).toHaveLength(3);
  });

  it('undo leaves out what somebody changed since, and names it', async () => {
    const id = await approved('cordon', all);
    await expect
      .poll(async () => {
        await world.work();
        world.clock.advance(2000);
        return (await load(id)).state;
      })
      .toBe('done');
    world.kubernetes.change({ resource: 'nodes', name: 'node-2' }, (object) => {
      delete (object['spec'] as { unschedulable?: boolean }).unschedulable;
    });
    const answer = await world.undo('U01ANA', (await load(id)).execution?.id);
    expect(answer?.text).toBe('Left out, as somebody changed them since: node-2.');
    const [undo] = await world.store.listRequests({ states: ['awaiting-approval'], limit: 5 });
    expect(undo?.plan.title).toBe('Uncordon 2 nodes on prod: node-1, node-3');
  });

  it('superseded when an object joins after the plan', async () => {
    const { request } = await ask('cordon', { selector: 'pool=blue' });
    world.kubernetes.addNode({ name: 'node-4', labels: { pool: 'blue' } });
    expect(await world.answer('U01BO', request?.handle ?? '', 'approve')).toContain(
      'node-4 came to it since this was planned. A new plan waits',
    );
    expect(cordons()).toEqual([]);
  });

  it('different rules for the objects: refused, whatever is named first', async () => {
    world.workTools.policy = [
      rule({ labels: { name: 'node-2' }, approve: { from: ['group:sre'], count: 2 } }),
      rule(),
    ];
    const { text, request } = await ask('cordon', all);
    expect(request).toBeUndefined();
    expect(text).toBe(
      'Different rules of the policy hold for these: node-1 (rule 2), node-2 (rule 1), node-3 (rule 2). Ask for them apart, each rule by itself. Nothing was changed.',
    );
    expect((await ask('cordon', { selector: 'pool=blue' })).text).toBe(text);
    expect((await ask('cordon', { names: ['node-1', 'node-3'] })).request).toMatchObject({
      approvalsNeeded: 1,
    });
  });

  it('aborted: by whoever is mapped, on the record, no step after it', async () => {
    const id = await approved('drain');
    const { execution } = await load(id);
    expect(await abort('U0NOBODY')).toContain('is not mapped to a Kubernetes user');
    expect(await abort('U01CY')).toMatch(/^Aborted: no further step begins/);
    expect(await abort('U01BO', execution?.id)).toContain('<@U01CY> aborted it already');
    await world.work();
    expect(await load(id)).toMatchObject({
      state: 'failed',
      execution: { outcome: 'refused', message: 'Nothing was changed: it was aborted.' },
    });
    expect(cordons()).toEqual([]);
    expect((await world.store.listAudit({ limit: 20 })).map(({ kind }) => kind)).toContain('aborted');
    expect(await abort('U01BO')).toBe('Nothing is being done that could be aborted.');
  });

  it('frozen before it began: nothing was changed', async () => {
    const id = await approved('cordon', all);
    await world.store.beginFreeze(
      { id: 'f', frozenBy: 'U01BO', reason: 'x', startedAt: world.clock.now() },
      { at: world.clock.now(), kind: 'frozen', actor: 'U01BO', data: {} },
    );
    await world.work();
    expect(await load(id)).toMatchObject({ state: 'failed', execution: { outcome: 'refused' } });
    expect(cordons()).toEqual([]);
  });
});
