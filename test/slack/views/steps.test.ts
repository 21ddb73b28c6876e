import { describe, expect, it } from 'vitest';
import type { ActionRequest, Execution } from '../../../src/model/action-request.ts';
import { planView } from '../../../src/slack/views/plan-message.ts';
import { requestExample } from '../../store/support/examples.ts';

const textOf = (request: ActionRequest): string =>
  JSON.stringify(planView({ request, personName: (person) => person, now: 2_000 }).blocks);
const buttonsOf = (request: ActionRequest): string[] =>
  [...textOf(request).matchAll(/"action_id":"([\w-]+)"/g)].map(([, id]) => id ?? '');
const with_ = (execution: Partial<Execution>, changes: Partial<ActionRequest> = {}): ActionRequest => {
  const request = requestExample({ state: 'executing', ...changes });
  return {
    ...request,
    plan: { ...request.plan, timeLimitMs: 600_000 },
    execution: { id: 'x1', startedAt: 1_000, ...execution },
  };
};

describe('an action of several steps on its message', () => {
  it('says how far it is and why it waits, and can be aborted', () => {
    const request = with_({
      calledAt: 1_000,
      progress: 'Evicted 7 of 12; waiting: disruption budget shop/checkout allows 0',
    });
    expect(textOf(request)).toContain(
      '*In progress*: Evicted 7 of 12; waiting: disruption budget shop/checkout allows 0.',
    );
    expect(buttonsOf(request)).toEqual(['mw_abort']);
  });

  it('being aborted it says by whom, and the button is gone', () => {
    const request = with_({ progress: 'x', aborted: { by: 'U0CY', user: 'cy', at: 1_500 } });
    expect(textOf(request)).toContain('*Being aborted*, as U0CY asked');
    expect(buttonsOf(request)).toEqual([]);
  });

  it('a single call offers no abort', () => {
    const request = requestExample({ state: 'executing', execution: { id: 'x1', startedAt: 1_000 } });
    expect(buttonsOf(request)).toEqual([]);
  });

  it('stopped: what was done, the verdict in total and of each, undo', () => {
    const request = with_(
      {
        finishedAt: 1_800,
        outcome: 'stopped',
        message: 'Carried out on 1 of 2: node/a. Not on node/b: it was aborted.',
        verdict: {
          result: 'partly',
          sentence: 'Only 1 of 2 were done. Of these: 1 worked.',
          at: 1_900,
          parts: [{ name: 'node/a', result: 'worked', sentence: 'Node a takes no new pods.' }],
        },
      },
      { state: 'done' },
    );
    expect(textOf(request)).toContain('Not on node/b: it was aborted.');
    expect(textOf(request)).toContain('*Verdict: Partly done.* Only 1 of 2 were done.');
    expect(textOf(request)).toContain('• `node/a` Worked: Node a takes no new pods.');
    expect(buttonsOf(request)).toEqual(['mw_undo']);
  });
});
