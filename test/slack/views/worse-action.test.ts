import { describe, expect, it } from 'vitest';
import type { ActionRequest } from '../../../src/model/action-request.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { cardView } from '../../../src/slack/views/card.ts';
import { planView } from '../../../src/slack/views/plan-message.ts';
import {
  contextFixture,
  doneRequestFixture,
  incidentFixture,
  nameFixture,
  requestFixture,
} from '../support/incident-fixture.ts';

const done = (result: Verdict['result'], changes: Partial<ActionRequest> = {}): ActionRequest => {
  const request = doneRequestFixture(changes);
  const execution = request.execution!;
  return { ...request, execution: { ...execution, verdict: { result, sentence: 'seen', at: 1 } } };
};
const next = (requests: ActionRequest[], state: 'firing' | 'resolved' = 'firing'): string => {
  const snapshot = { incident: incidentFixture({ state }), alerts: [], context: contextFixture() };
  const view = cardView({ snapshot, requests, personName: nameFixture });
  return JSON.stringify(view.blocks.find(({ block_id: id }) => id === 'next'));
};

describe('after an action that made things worse', () => {
  it('Undo is the first button of the card, and of the plan', () => {
    expect(next([done('worse')])).toMatch(/"action_id":"mw_undo".*"value":"ex1"/);
    expect(next([done('worse')])).toContain('Take back what made things worse');
    const plan = planView({ request: done('worse'), personName: nameFixture, now: 0 });
    const buttons = plan.blocks.find(({ type }) => type === 'actions') as { elements: unknown[] };
    expect(buttons.elements).toMatchObject([{ action_id: 'mw_undo', style: 'primary' }]);
  });

  it.each<[string, ActionRequest[]]>([
    ['it worked', [done('worked')]],
    ['it cannot be undone', [done('worse', { plan: { ...requestFixture().plan, reversible: false } })]],
    ['somebody undoes it', [requestFixture({ id: 'undo', undoes: 'request-1' }), done('worse')]],
    [
      'something else was done since',
      [
        done('worked', { id: 'later', execution: { ...doneRequestFixture().execution!, startedAt: 9e12 } }),
        done('worse'),
      ],
    ],
  ])('not when %s', (_name, requests) => {
    expect(next(requests)).not.toContain('mw_undo');
  });

  it('an undo that was denied leaves it there; the end of the incident does not', () => {
    const denied = requestFixture({ id: 'undo', undoes: 'request-1', state: 'denied' });
    expect(next([denied, done('worse')])).toContain('mw_undo');
    expect(next([done('worse')], 'resolved')).not.toContain('mw_undo');
  });
});
