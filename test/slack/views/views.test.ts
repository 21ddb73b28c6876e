import { describe, expect, it } from 'vitest';
import type { ActionRequestState } from '../../../src/model/action-request.ts';
import { actionRequestMoves } from '../../../src/model/action-request.ts';
import type { IncidentState } from '../../../src/model/incident.ts';
import { validateMessage, validateModal } from '../../../src/slack/validate-blocks.ts';
import { answerView } from '../../../src/slack/views/answer.ts';
import { cardView } from '../../../src/slack/views/card.ts';
import { detailView } from '../../../src/slack/views/detail.ts';
import { noteView, wakeView } from '../../../src/slack/views/line.ts';
import type { MessageView } from '../../../src/slack/views/message-view.ts';
import { moreModal } from '../../../src/slack/views/more-modal.ts';
import { planView, defaultUndoOfferedMs } from '../../../src/slack/views/plan-message.ts';
import {
  contextFixture,
  doneRequestFixture,
  nameFixture,
  requestFixture,
  snapshotFixture,
  start,
} from '../support/incident-fixture.ts';
import { places } from '../support/places.ts';
import { mentionsIn } from '../support/mentions-in.ts';

const personName = nameFixture;
const card = (state: IncidentState, requests = [] as ReturnType<typeof requestFixture>[]) =>
  cardView({
    snapshot: snapshotFixture({
      state,
      ...(state === 'acknowledged' ? { acknowledgedBy: 'U0ANA', stateSince: start + 60_000 } : {}),
      ...(state === 'resolved'
        ? { stateSince: start + 720_000, resolveReason: 'alerts-resolved', firingCount: 0 }
        : {}),
    }),
    requests,
    personName,
  });
const plan = (request = requestFixture(), now = start + 180_000) =>
  planView({ request, incident: { number: 12, title: 'checkout' }, personName, now });

const allText = (view: MessageView): string => JSON.stringify(view.blocks);

describe('the card', () => {
  it.each<IncidentState>(['firing', 'acknowledged', 'resolved'])('golden: %s', async (state) => {
    const requests =
      state === 'firing' ? [] : state === 'acknowledged' ? [requestFixture()] : [doneRequestFixture()];
    const view = card(state, requests);
    expect(validateMessage(view)).toEqual([]);
    await expect(JSON.stringify(view, undefined, 2) + '\n').toMatchFileSnapshot(
      `../../fixtures/slack/card-${state}.json`,
    );
  });

  it.each<IncidentState>(['firing', 'acknowledged', 'resolved', 'closed'])(
    '%s: exactly one state word',
    (state) => {
      for (const requests of [[], [requestFixture()], [doneRequestFixture()]]) {
        const view = card(state, requests);
        const word = state === 'closed' ? 'Resolved' : `${state[0]?.toUpperCase()}${state.slice(1)}`;
        expect(allText(view).match(/\b(firing|acknowledged|resolved)\b/gi)).toEqual([word]);
        expect(view.text.match(/\b(firing|acknowledged|resolved)\b/gi)).toEqual([word]);
      }
    },
  );

  it('each button has one place, whatever else is there', () => {
    expect(places(card('firing'))).toEqual({ what: 'mw_more', next: 'mw_suggested', who: 'mw_ack' });
    expect(places(card('acknowledged'))).toEqual({ what: 'mw_more', next: 'mw_suggested' });
    expect(places(card('firing', [requestFixture()]))).toEqual({ what: 'mw_more', who: 'mw_ack' });
    expect(places(card('resolved'))).toEqual({ what: 'mw_more' });
    const ids = (view: MessageView) => view.blocks.map((block) => block.block_id);
    expect(ids(card('resolved'))).toEqual(ids(card('firing')));
    expect(ids(cardView({ snapshot: snapshotFixture({}, 'none'), requests: [], personName }))).toEqual(
      ids(card('firing')),
    );
  });

  it('says what is looked for, what was not found and what could not be seen', () => {
    const view = (context: Parameters<typeof snapshotFixture>[1], incident = {}) =>
      allText(cardView({ snapshot: snapshotFixture(incident, context), requests: [], personName }));
    expect(view('none')).toContain('Looking:');
    expect(view(contextFixture({ findings: [] }))).toContain('Cause not found: 3 facts were seen');
    expect(view(contextFixture())).toContain('Not seen: Jaeger did not answer within 5 s');
    expect(view('none', { clusterKnown: false })).toContain('no such cluster is in the config');
    expect(view(contextFixture({ runbooks: [] }))).toContain('No runbook fits');
  });

  it('says what a look at the cluster found after an answer was lost, and nothing of that otherwise', () => {
    const done = doneRequestFixture();
    const message = 'The cluster shows that this call was carried out.';
    const found = (outcome: NonNullable<typeof done.execution>['outcome'] & string): string =>
      allText(card('firing', [{ ...done, execution: { ...done.execution!, outcome, message } }]));
    expect(found('found-done')).toMatch(/this call was carried out\. · Worked:/);
    expect(found('answered')).not.toContain(message);
  });

  it('offers nothing that rests on what was seen before the last action', () => {
    const acted = doneRequestFixture();
    const snapshot = (collectedAt: number) => snapshotFixture({}, contextFixture({ collectedAt }));
    const next = (collectedAt: number) =>
      places(cardView({ snapshot: snapshot(collectedAt), requests: [acted], personName }))['next'];
    expect(next(start + 60_000)).toBeUndefined();
    expect(next(start + 600_000)).toBe('mw_suggested');
  });
});

describe('the plan', () => {
  it.each<[string, MessageView]>([
    ['awaiting', plan()],
    ['done', plan(doneRequestFixture())],
  ])('golden: %s', async (name, view) => {
    expect(validateMessage(view)).toEqual([]);
    await expect(JSON.stringify(view, undefined, 2) + '\n').toMatchFileSnapshot(
      `../../fixtures/slack/plan-${name}.json`,
    );
  });

  it('has Approve, Deny and Cancel while it waits, and no button after that', () => {
    expect(places(plan())).toEqual({
      'answer/0': 'mw_approve',
      'answer/1': 'mw_deny',
      'answer/2': 'mw_cancel',
    });
    for (const state of Object.keys(actionRequestMoves) as ActionRequestState[]) {
      if (state === 'awaiting-approval' || state === 'done') continue;
      expect(places(plan(requestFixture({ state, endReason: 'why' })))).toEqual({});
    }
  });

  it('offers Undo for an hour, once, and only of what can be undone', () => {
    const done = doneRequestFixture();
    const finished = done.execution?.finishedAt ?? 0;
    expect(places(plan(done, finished + defaultUndoOfferedMs - 1))).toEqual({ 'answer/0': 'mw_undo' });
    expect(places(plan(done, finished + defaultUndoOfferedMs))).toEqual({});
    expect(places(plan(doneRequestFixture({ plan: { ...done.plan, reversible: false } })))).toEqual({});
    const undone = (state: ActionRequestState) =>
      planView({ request: done, undoneBy: { state }, personName, now: finished });
    expect(places(undone('awaiting-approval'))).toEqual({});
    expect(places(undone('denied'))).toEqual({ 'answer/0': 'mw_undo' });
  });

  it('keeps plan, outcome and verdict', () => {
    const text = allText(plan(doneRequestFixture()));
    for (const part of [
      'shop/checkout:1.4',
      'Verdict: Worked',
      '3 of 3 pods available',
      'Approved by* Ben Okafor',
      'Argo CD',
    ])
      expect(text).toContain(part);
    expect(
      allText(
        plan(
          requestFixture({
            state: 'failed',
            execution: { id: 'e', startedAt: start, message: 'the world moved' },
          }),
        ),
      ),
    ).toContain('the world moved');
    expect(
      allText(
        plan(
          requestFixture({
            state: 'denied',
            approvals: [{ person: 'U0BEN', user: 'b', answer: 'deny', at: start }],
          }),
        ),
      ),
    ).toContain('Denied* by Ben Okafor');
  });
});

describe('the other messages', () => {
  it('golden: detail', async () => {
    const view = detailView(snapshotFixture());
    expect(validateMessage(view)).toEqual([]);
    await expect(JSON.stringify(view, undefined, 2) + '\n').toMatchFileSnapshot(
      '../../fixtures/slack/detail.json',
    );
  });

  it('a wake pings the configured people and nobody that its text names', () => {
    const view = wakeView({
      text: 'INC-12 got worse, <@U0BEN> <!channel> said',
      mentions: ['U0ANA', '!channel'],
      personName,
    });
    expect(mentionsIn(view)).toEqual(['<@U0ANA>']);
    expect(view.text).toContain('Ben Okafor');
    expect(mentionsIn(noteView('<@U0ANA> is on it <!here>', personName))).toEqual([]);
  });

  it('an answer keeps escaped text as it is and numbers its choices', () => {
    const view = answerView(
      {
        text: 'Which one? &lt;b&gt; <b>',
        choices: [
          { label: 'INC-1 checkout', incident: 'i1' },
          { label: 'INC-2', incident: 'i2' },
        ],
      },
      'input-1',
    );
    expect(view.text).toBe('Which one? &lt;b&gt; &lt;b&gt;\n1. INC-1 checkout\n2. INC-2');
    expect(allText(view)).toContain(
      JSON.stringify(JSON.stringify({ inputId: 'input-1', incident: 'i2' })).slice(1, -1),
    );
    expect(validateMessage(view)).toEqual([]);
  });

  it('the modal is one that Slack takes', () => {
    expect(validateModal(moreModal({ for: 'incident', snapshot: snapshotFixture() }))).toEqual([]);
    const incidents = Array.from({ length: 130 }, (_, index) => ({
      ...snapshotFixture().incident,
      number: index + 1,
      title: 'x'.repeat(300),
    }));
    expect(validateModal(moreModal({ for: 'channel', incidents }))).toEqual([]);
  });
});
