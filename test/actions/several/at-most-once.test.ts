import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRefusal } from '../../../src/actions/action.ts';
import { carryOutSeveral } from '../../../src/actions/several/carry-out-several.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { StepsResult } from '../../../src/actions/steps.ts';
import { FakeNodes, type Fate } from '../support/fake-nodes.ts';
import { StepsMemory } from '../support/run-steps.ts';

const names = ['node-1', 'node-2', 'node-3', 'node-4'];
const fate = fc.constantFrom<Fate>(
  'answered',
  'lost-before',
  'lost-after',
  'busy',
  'refused',
  'written-before',
);

/** One run of the process: what the cluster does, and where it is killed: at the nth commit, before or after it. */
const run = fc.record({
  fates: fc.array(fate, { maxLength: 6 }),
  failingReads: fc.constantFrom(0, 0, 1, 5),
  killedAt: fc.option(fc.record({ n: fc.integer({ min: 1, max: 6 }), after: fc.boolean() })),
});
type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never;

async function process(
  nodes: FakeNodes,
  memory: StepsMemory,
  plan: Parameters<typeof carryOutSeveral>[1]['plan'],
  { fates, failingReads, killedAt }: Run,
  sending: 'allowed' | 'aborted',
): Promise<StepsResult | 'killed'> {
  nodes.deal(fates, failingReads);
  let commits = 0;
  const commit = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    commits += 1;
    if (commits !== killedAt?.n) return work();
    if (killedAt.after) await work();
    throw new Error('killed');
  };
  try {
    return await carryOutSeveral(
      // An hour later: no call of before can arrive any more.
      { cluster: nodes.client(), redact: (text) => text, now: () => Date.now() + 3_600_000 },
      {
        plan,
        executionId: 'exec1',
        steps: [...memory.steps],
        sending,
        begin: async (step) => commit(async () => memory.begin(step)),
        record: async (finished, progress) => commit(async () => memory.record(finished, progress)),
      },
    );
  } catch (error) {
    if (error instanceof Error && error.message === 'killed') return 'killed';
    throw error;
  }
}

it('each object is changed at most once, and what is said is true, whatever is lost and wherever it is killed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { maxLength: 12 }),
      fc.option(fc.nat({ max: 8 })),
      async (runs, abortedAfter) => {
        const nodes = new FakeNodes(names);
        const memory = new StepsMemory();
        const target = { cluster: 'prod', kind: 'Node', name: 'node-1' };
        const plan = await makePlan(
          { cluster: nodes.client(), redact: (text) => text, now: Date.now },
          { action: 'cordon', target, parts: names.map((name) => ({ target: { ...target, name } })) },
          'left-out',
        );
        if (isRefusal(plan)) throw new Error(plan.message);
        // The last one meets no fault, so that it comes to an end.
        const calm: Run = { fates: [], failingReads: 0, killedAt: null };
        let result: StepsResult | 'killed' = 'killed';
        let changesAtAbort: number | undefined;
        for (const [index, one] of [...runs, calm, calm].entries()) {
          const aborted = abortedAfter !== null && index >= abortedAfter;
          if (aborted) changesAtAbort ??= nodes.changes.length;
          result = await process(nodes, memory, plan, one, aborted ? 'aborted' : 'allowed');
          if (result !== 'killed' && result.outcome !== 'again') break;
        }
        if (result === 'killed') throw new Error('it did not come to an end');
        const changed = nodes.changes.map(({ node }) => node);
        expect(new Set(changed).size).toBe(changed.length);
        expect(nodes.changes.map(({ mark }) => mark)).toEqual(
          changed.map((name) => `middlewatch-cordon-exec1-${names.indexOf(name) + 1}`),
        );
        // One after the other, none left out.
        expect(changed).toEqual(names.slice(0, changed.length));
        if (changesAtAbort !== undefined) expect(changed).toHaveLength(changesAtAbort);
        expect(result.outcome).not.toBe('again');
        expect(result.outcome === 'answered').toBe(changed.length === names.length);
        if (result.outcome === 'refused' || result.outcome === 'world-moved') expect(changed).toEqual([]);
        if (result.outcome === 'stopped')
          expect(result.message).toContain(`Carried out on ${changed.length} of ${names.length}`);
      },
    ),
    { numRuns: 200 },
  );
});
