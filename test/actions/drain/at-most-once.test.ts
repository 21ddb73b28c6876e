import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRefusal } from '../../../src/actions/action.ts';
import { advanceSafely } from '../../../src/actions/drain/advance-drain.ts';
import { makePlan } from '../../../src/actions/make-plan.ts';
import type { StepsOptions, StepsResult } from '../../../src/actions/steps.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { FakeDrainedNode } from '../support/fake-drained-node.ts';
import type { Fate } from '../support/fake-nodes.ts';
import { StepsMemory } from '../support/run-steps.ts';

const pods = 4;
const tools = (node: FakeDrainedNode) => ({
  cluster: node.client(),
  redact: (text: string) => text,
  now: Date.now,
});

/** One pass: what the cluster does meanwhile, and where the process is killed: at the nth commit, before or after it. */
const run = fc.record({
  fates: fc.array(fc.constantFrom<Fate>('answered', 'lost-before', 'lost-after', 'busy', 'written-before'), {
    maxLength: 6,
  }),
  failingReads: fc.constantFrom(0, 0, 1, 3),
  allows: fc.nat({ max: pods }),
  gone: fc.boolean(),
  killedAt: fc.option(fc.record({ n: fc.integer({ min: 1, max: 6 }), after: fc.boolean() })),
});
type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never;
const calm: Run = { fates: [], failingReads: 0, allows: pods, gone: true, killedAt: null };

async function process(
  node: FakeDrainedNode,
  memory: StepsMemory,
  plan: Plan,
  { killedAt, ...world }: Run,
  sending: StepsOptions['sending'],
): Promise<StepsResult | 'killed'> {
  node.deal(world.fates, world.failingReads, world.allows, world.gone);
  let commits = 0;
  const commit = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    commits += 1;
    if (commits !== killedAt?.n) return work();
    if (killedAt.after) await work();
    throw new Error('killed');
  };
  try {
    return await advanceSafely(
      // An hour later: no call of before can arrive any more.
      { ...tools(node), now: () => Date.now() + 3_600_000 },
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

it('cordons once and evicts each pod at most once, and what is said is true, whatever is lost and wherever it is killed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(run, { maxLength: 12 }),
      fc.option(fc.nat({ max: 8 })),
      async (runs, abortedAfter) => {
        const node = new FakeDrainedNode(pods);
        const memory = new StepsMemory();
        const target = { cluster: 'prod', kind: 'Node', name: 'node-1' };
        const plan = await makePlan(tools(node), { action: 'drain', target }, 'left-out');
        if (isRefusal(plan)) throw new Error(plan.message);
        let result: StepsResult | 'killed' = 'killed';
        let evictedAtAbort: number | undefined;
        for (const [index, one] of [...runs, calm, calm, calm].entries()) {
          const aborted = abortedAfter !== null && index >= abortedAfter;
          if (aborted) evictedAtAbort ??= node.evicted.length;
          result = await process(node, memory, plan, one, aborted ? 'aborted' : 'allowed');
          if (result !== 'killed' && result.outcome !== 'again') break;
        }
        if (result === 'killed') throw new Error('it did not come to an end');
        expect(new Set(node.evicted).size).toBe(node.evicted.length);
        expect(node.cordons).toBeLessThanOrEqual(1);
        if (node.evicted.length > 0) expect(node.cordons).toBe(1);
        if (evictedAtAbort !== undefined) expect(node.evicted).toHaveLength(evictedAtAbort);
        expect(['answered', 'stopped', 'refused']).toContain(result.outcome);
        if (result.outcome === 'refused') expect([node.cordons, node.evicted]).toEqual([0, []]);
        if (result.outcome === 'answered')
          expect(result.message).toBe(`Evicted ${pods} pods; node-1 is drained.`);
        if (result.outcome === 'answered') expect(node.pods).toEqual([]);
        if (result.outcome === 'stopped')
          expect(result.message).toContain(`Evicted ${node.evicted.length} of ${pods}`);
      },
    ),
    { numRuns: 200 },
  );
});
