import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scale } from '../../src/actions/scale.ts';
import { createExecute } from '../../src/work/execute.ts';
import type { ActionWorkTools } from '../../src/work/action-tools.ts';
import { checkoutKey } from '../actions/support/shop-world.ts';
import { startActionWorld, type ActionWorld } from './support/action-world.ts';

let world: ActionWorld;
let id: string;
beforeEach(async () => {
  world = await startActionWorld();
  await world.deploy('1.4');
  const asked = await world.ask();
  id = asked.id;
  await world.answer('U01BO', asked.handle, 'approve');
});
afterEach(async () => world.stop());

const request = async () => (await world.store.loadRequest(id))!;
const carriedOut = () => world.mutations().filter(({ responseStatus }) => responseStatus === 200);
const audit = async () => (await world.store.listAudit({ limit: 50 })).map(({ kind }) => kind).reverse();

/** The process is killed where the store should have been called. */
async function killedAt(name: 'beginCall' | 'finishExecution', when: 'before' | 'after'): Promise<void> {
  const killed: ActionWorkTools = {
    ...world.workTools,
    store: {
      ...world.store,
      [name]: async (...call: [never, never, never]) => {
        if (when === 'after')
          await (world.store[name] as (...call: [never, never, never]) => Promise<unknown>)(...call);
        throw new Error('killed');
      },
    },
  };
  await expect(createExecute(killed)(id, 1)).rejects.toThrow('killed');
}

describe('carrying out an approved plan', () => {
  it('sends one mutation that carries the execution, then records and verifies it', async () => {
    await world.work();
    expect(await request()).toMatchObject({
      state: 'verifying',
      execution: { outcome: 'answered', message: 'The API server carried it out.' },
    });
    const { execution } = await request();
    expect(carriedOut()).toHaveLength(1);
    expect(carriedOut()[0]?.uri).toContain(`fieldManager=middlewatch-scale-${execution?.id ?? '?'}`);
    await world.kubernetes.until(() =>
      JSON.stringify(world.kubernetes.read(checkoutKey)?.['status']).includes('"availableReplicas":5'),
    );
    world.clock.advance(2000);
    await world.work();
    expect(await request()).toMatchObject({
      state: 'done',
      execution: { verdict: { result: 'worked', sentence: '5 of 5 pods available (3 before).' } },
    });
    expect(await audit()).toEqual(['asked', 'approved', 'intent', 'outcome', 'verdict']);
    const timeline = (await world.store.listTimeline('incident-1', 20)).map(({ kind }) => kind);
    expect(timeline).toEqual(
      expect.arrayContaining(['action-asked', 'approved', 'executing', 'executed', 'verdict']),
    );
  });

  it('does nothing when it is run again', async () => {
    await world.work();
    expect(await createExecute(world.workTools)(id, 1)).toEqual({ done: true });
    expect(carriedOut()).toHaveLength(1);
  });

  it('fails in words when the world moved between approval and call', async () => {
    world.kubernetes.change(checkoutKey, (deployment) => {
      (deployment['spec'] as { replicas: number }).replicas = 2;
    });
    await world.work();
    const failed = await request();
    expect(failed).toMatchObject({ state: 'failed', execution: { outcome: 'world-moved' } });
    expect(failed.execution?.message).toContain('had 3 replicas when this was planned and has 2 now');
    expect(world.mutations()).toEqual([]);
  });
});

describe('one mutation in all', () => {
  it('killed after the intent and before the call was begun', async () => {
    await killedAt('beginCall', 'before');
    expect(world.mutations()).toEqual([]);
    await world.work();
    expect(await request()).toMatchObject({ state: 'verifying', execution: { outcome: 'answered' } });
    expect(carriedOut()).toHaveLength(1);
  });

  it('killed after the call was begun and before it left: looked first, and says what was found', async () => {
    await killedAt('beginCall', 'after');
    expect(world.mutations()).toEqual([]);
    await world.work();
    const done = await request();
    expect(done.execution?.message).toContain('a look at the cluster showed that nothing had happened');
    expect(carriedOut()).toHaveLength(1);
  });

  it('killed after the call and before its record', async () => {
    await killedAt('finishExecution', 'before');
    expect(carriedOut()).toHaveLength(1);
    await world.work();
    const found = await request();
    expect(found).toMatchObject({ state: 'verifying', execution: { outcome: 'found-done' } });
    expect(found.execution?.message).toContain('the cluster shows that this call was carried out, once');
    expect(carriedOut()).toHaveLength(1);
  });

  it('an answer that was lost', async () => {
    world.kubernetes.injectFault({
      method: 'PATCH',
      path: /scale/,
      fault: { kind: 'drop-answer' },
      times: 1,
    });
    await world.work();
    expect((await request()).state).toBe('executing');
    world.clock.advance(1000);
    await world.work();
    expect(await request()).toMatchObject({ state: 'verifying', execution: { outcome: 'found-done' } });
    expect(carriedOut()).toHaveLength(1);
  });

  it('two workers with the same item', async () => {
    const execute = createExecute(world.workTools);
    await Promise.all([execute(id, 1), execute(id, 1)]);
    world.clock.advance(1000);
    await world.work();
    expect(['verifying', 'done']).toContain((await request()).state);
    expect(carriedOut()).toHaveLength(1);
  });

  it('one that read it before another carried it out does not say that nothing was changed', async () => {
    let slow: Promise<unknown> | undefined;
    const overtaken: ActionWorkTools = {
      ...world.workTools,
      store: {
        ...world.store,
        loadRequest: async (requestId) => {
          const read = await world.store.loadRequest(requestId);
          slow ??= createExecute(world.workTools)(requestId, 2);
          // Its state is read before the other has told the store what it did.
          await world.kubernetes.until(() => carriedOut().length === 1);
          return read;
        },
      },
    };
    await createExecute(overtaken)(id, 1);
    await slow;
    await world.work();
    expect(['executing', 'verifying']).toContain((await request()).state);
    world.clock.advance(2_000);
    await world.work();
    expect((await request()).execution?.outcome).not.toBe('world-moved');
    expect(carriedOut()).toHaveLength(1);
  });

  it('a bot that was away too long only looks', async () => {
    await killedAt('beginCall', 'after');
    world.clock.advance(3_600_000);
    await world.work();
    const late = await request();
    expect(late).toMatchObject({ state: 'failed', execution: { outcome: 'refused' } });
    expect(late.execution?.message).toContain('the approval is too old by now');
    expect(world.mutations()).toEqual([]);
  });

  it('says that nothing was changed only when nothing can arrive any more', async () => {
    await killedAt('beginCall', 'after');
    world.clock.advance(5 * 60_000 + 1_000);
    await world.work();
    expect((await request()).state).toBe('executing');
    // What the killed process sent arrives now.
    const { plan, execution } = await request();
    const prepared = await scale.prepare(world.tools, plan.parameters);
    if (!('call' in prepared)) throw new Error('no call');
    const mark = `middlewatch-scale-${execution?.id ?? ''}`;
    await world.client.change(prepared.call(mark, 'resourceVersion'), { fieldManager: mark, dryRun: 'none' });
    world.clock.advance(61_000);
    await world.work();
    expect((await request()).execution?.outcome).toBe('found-done');
    expect(carriedOut()).toHaveLength(1);
  });

  it('an API server that stays away: unknown after the call, never repeated blindly', async () => {
    await killedAt('beginCall', 'after');
    const remove = world.kubernetes.injectFault({ path: /./, fault: { kind: 'error', status: 503 } });
    await world.work();
    expect((await request()).state).toBe('executing');
    world.clock.advance(3_600_000);
    await world.work();
    const unknown = await request();
    expect(unknown).toMatchObject({ state: 'verifying', execution: { outcome: 'unknown' } });
    expect(unknown.execution?.message).toContain('Whether it was carried out is not known.');
    remove();
    world.clock.advance(2000);
    await world.work();
    expect(await request()).toMatchObject({ state: 'done', execution: { verdict: { result: 'no-effect' } } });
    expect(world.mutations()).toEqual([]);
  });

  it('an API server that stays away before the call: nothing was sent', async () => {
    const remove = world.kubernetes.injectFault({ path: /./, fault: { kind: 'error', status: 503 } });
    await world.work();
    world.clock.advance(3_600_000);
    await world.work();
    const failed = await request();
    expect(failed).toMatchObject({ state: 'failed', execution: { outcome: 'refused' } });
    expect(failed.execution?.message).toContain('Nothing was changed: it could not be sent in time.');
    remove();
    expect(world.mutations()).toEqual([]);
  });
});
