import { describe, expect, it } from 'vitest';
import type { ActionRequest } from '../../src/model/action-request.ts';
import type { Plan } from '../../src/model/plan.ts';
import { recordWarnings } from '../../src/work/record-warnings.ts';
import { requestExample } from '../store/support/examples.ts';
import { startActionWorld } from './support/action-world.ts';

const now = 10 * 60 * 60_000;
const minute = 60_000;
const base = requestExample();

function rollback(changes: Partial<Plan>): Plan {
  const { target } = base.plan;
  return {
    ...base.plan,
    title: 'Roll back deploy/checkout to revision 13',
    parameters: { action: 'rollback', target, revision: 13 },
    before: { template: 'bad' },
    after: { template: 'good' },
    ...changes,
  };
}

function request(changes: Partial<ActionRequest>): ActionRequest {
  const { id = 'r1' } = changes;
  return { ...base, id, handle: `h-${id}`, askedAt: now - 30 * minute, expiresAt: now + minute, ...changes };
}

const done = (minutesAgo: number, result: 'worked' | 'worse'): Partial<ActionRequest> => ({
  state: 'done',
  execution: {
    id: 'e1',
    startedAt: now - minutesAgo * minute,
    finishedAt: now - minutesAgo * minute,
    verdict: { result, sentence: 's', at: now },
  },
});

async function told(
  requests: readonly ActionRequest[],
  plan = base.plan,
  left: string[] = [],
): Promise<string[]> {
  const asked: unknown[] = [];
  const store = {
    listRequests: async (filter: object) => {
      asked.push(filter);
      return requests;
    },
  };
  const warnings = await recordWarnings({ store, now: () => now }, plan, left);
  expect(asked).toEqual([{ objectUid: plan.target.uid, limit: 50 }]);
  return warnings;
}

describe('what the record knows of the object', () => {
  it('tells what waits, what runs and what ended in the last hour, and what became of it', async () => {
    expect(
      await told([
        request({ id: 'r1' }),
        request({ id: 'r2', state: 'verifying', askedAt: now - 31 * minute }),
        request({ id: 'r3', askedAt: now - 32 * minute, ...done(20, 'worse') }),
        request({ id: 'r4', ...done(61, 'worked') }),
        request({ id: 'r5', expiresAt: now }),
        request({ id: 'r6', state: 'denied' }),
      ]),
    ).toEqual([
      expect.stringMatching(
        /^Another request for the same object waits for approval: .* 30 minutes ago\)\.$/,
      ),
      expect.stringContaining('Another action on the same object is under way'),
      expect.stringMatching(/^20 minutes ago on the same object: .*: Worse than before\.$/),
    ]);
  });

  it('leaves out what this request replaces or undoes, and what only names the uid', async () => {
    const elsewhere = { ...base.plan, target: { ...base.plan.target, uid: 'other' } };
    expect(await told([request({ id: 'r1' })], base.plan, ['r1'])).toEqual([]);
    expect(await told([request({ plan: elsewhere })])).toEqual([]);
  });

  it('says that the revision to return to was itself rolled back, whenever that was', async () => {
    const before = request({ ...done(300, 'worked'), plan: rollback({}) });
    const back = rollback({ before: { template: 'good' }, after: { template: 'bad' } });
    expect(await told([before], back)).toEqual([
      'This revision was itself rolled back 5 hours ago (Roll back deploy/checkout to revision 13, asked by ana@example.com): it was left for a reason. Its verdict: Worked.',
    ]);
    expect(await told([before], rollback({ after: { template: 'third' } }))).toEqual([]);
    expect(await told([request({ state: 'failed', plan: rollback({}) })], back)).toEqual([]);
  });

  it('stands on the next plan for the object, as does what it costs by the prices of the config', async () => {
    const prices = { cpuHour: 0.04, memoryGiBHour: 0.01, currency: 'EUR' };
    const world = await startActionWorld({ tools: { prices } });
    try {
      await world.deploy('1');
      await world.ask(5);
      const second = await world.ask(4);
      const plan = (await world.store.loadRequest(second.id))?.plan;
      expect(plan?.warnings.join()).toContain(
        'Another request for the same object waits for approval: Scale',
      );
      expect(plan?.warnings.join()).toContain('What it costs is unknown: the pods do not say');
    } finally {
      await world.stop();
    }
  });
});
