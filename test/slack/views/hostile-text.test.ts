import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionRequestState } from '../../../src/model/action-request.ts';
import { fitMessage, plainMessage } from '../../../src/slack/fit-message.ts';
import { validateMessage, validateModal } from '../../../src/slack/validate-blocks.ts';
import { answerView } from '../../../src/slack/views/answer.ts';
import { cardView } from '../../../src/slack/views/card.ts';
import { detailView } from '../../../src/slack/views/detail.ts';
import { noteView, wakeView } from '../../../src/slack/views/line.ts';
import { moreModal } from '../../../src/slack/views/more-modal.ts';
import { planView } from '../../../src/slack/views/plan-message.ts';
import { doneRequestFixture, requestFixture, snapshotFixture, start } from '../support/incident-fixture.ts';
import { places } from '../support/places.ts';
import { mentionsIn } from '../support/mentions-in.ts';

const personName = (slackUser: string): string => slackUser;

describe('hostile text', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      '<!channel>',
      '<!here|x>',
      '<@U0ANA>',
      '<!subteam^S0TEAM>',
      '<https://evil.example|good>',
      '```',
      '`*_~',
      '\u202e',
      '\ud800',
      '&amp;',
      '&',
      '👩‍👩‍👧'.repeat(900),
      'e\u0301\u0301'.repeat(7000),
      '&'.repeat(20_000),
      '<'.repeat(20_000),
      '"\\\n'.repeat(7000),
      '\u0000'.repeat(9000),
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  const hostile = fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join(' '));

  const poison = <T>(value: T, text: string, keep: ReadonlySet<string>): T => {
    if (typeof value === 'string') return text as T;
    if (Array.isArray(value))
      return value.flatMap((one: unknown) => Array.from({ length: 15 }, () => poison(one, text, keep))) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        keep.has(key) ? (one as unknown) : poison(one as unknown, text, keep),
      ]),
    ) as T;
  };
  // Words of closed unions and ids that Middlewatch makes itself.
  const own = new Set([
    'id',
    'state',
    'status',
    'severity',
    'kind',
    'code',
    'confidence',
    'action',
    'answer',
    'outcome',
    'result',
    'risk',
    'handle',
    'subjectReason',
    'resolveReason',
    'phase',
    'cites',
    'actions',
    'channel',
  ]);

  it('never breaks a message, pings nobody and links nothing', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom<ActionRequestState>('awaiting-approval', 'done', 'failed', 'denied', 'executing'),
        (text, state) => {
          const snapshot = poison(snapshotFixture(), text, own);
          const request = poison(doneRequestFixture({ state, endReason: 'x' }), text, own);
          const raw = [
            cardView({ snapshot, requests: [request], personName: () => text }),
            detailView(snapshot),
            planView({ request, incident: { number: 1, title: text }, personName: () => text, now: start }),
            noteView(text, () => text),
            wakeView({ text, mentions: [], personName: () => text }),
          ];
          const answer = answerView({ text, choices: [{ label: text, incident: 'i' }] }, 'input');
          for (const view of raw) {
            const sent = fitMessage(view);
            expect(validateMessage(sent)).toEqual([]);
            expect(mentionsIn(sent)).toEqual([]);
          }
          expect(validateMessage(fitMessage(answer))).toEqual([]);
          expect(mentionsIn(answer).filter((mention) => !mention.startsWith('<@'))).toEqual([]);
          expect(validateModal(moreModal({ for: 'incident', snapshot }))).toEqual([]);
          expect(validateMessage(plainMessage(text))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps the buttons of a plan and the card whatever the rest is', () => {
    const text = '&'.repeat(20_000);
    const snapshot = poison(snapshotFixture(), text, own);
    expect(Object.values(places(fitMessage(cardView({ snapshot, requests: [], personName }))))).toContain(
      'mw_ack',
    );
    const request = poison(requestFixture(), text, own);
    expect(Object.values(places(fitMessage(planView({ request, personName, now: start }))))).toEqual([
      'mw_approve',
      'mw_deny',
      'mw_cancel',
    ]);
  });
});
