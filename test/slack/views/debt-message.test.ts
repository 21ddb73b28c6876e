import { describe, expect, it } from 'vitest';
import type { Debt } from '../../../src/model/break-glass.ts';
import type { ActionRequest } from '../../../src/model/action-request.ts';
import { validateMessage, validateModal } from '../../../src/slack/validate-blocks.ts';
import { breakGlassForm } from '../../../src/slack/views/break-glass-form.ts';
import { debtView, type DebtState } from '../../../src/slack/views/debt-message.ts';
import { headView } from '../../../src/slack/views/head-message.ts';
import { reviewForm } from '../../../src/slack/views/review-form.ts';
import { planView } from '../../../src/slack/views/plan-message.ts';
import { requestExample } from '../../store/support/examples.ts';

const hostile = '<!channel> *bold* `code` <https://evil.example|click>';
const debt = (changes: Partial<Debt> = {}): Debt => ({
  number: 3,
  requestId: 'request-1',
  title: 'Scale deploy/checkout in shop on prod to 5',
  channel: 'C1',
  owedBy: 'U_ANA',
  owedByUser: 'ana@example.com',
  reason: hostile,
  reviewers: ['group:sre'],
  openedAt: 1_000,
  remindAt: 9_000,
  reminders: 0,
  ...changes,
});
const view = (changes: Partial<DebtState> = {}) =>
  debtView({
    debt: debt(),
    request: requestExample({ state: 'verifying' }),
    mentions: ['U0LEAD', 'not a user'],
    personName: (user) => (user === 'U_ANA' ? 'Ana' : 'Ben'),
    ...changes,
  });
const textOf = (changes: Partial<DebtState> = {}): string => JSON.stringify(view(changes));

describe('what was done alone', () => {
  it('is said with who, what, why, what became of it and what is owed; the configured people are pinged', () => {
    const shown = textOf();
    expect(view().text).toMatch(
      /^<@U0LEAD> 🚨 \*Break-glass\* by Ana \(ana@example\.com\): Scale deploy\/checkout/,
    );
    expect(shown).toContain('Done, being verified');
    expect(shown).toContain('*Owed* DEBT-3: a review by `group:sre`, but not by who did it');
    expect(shown).toContain('"action_id":"mw_review"');
    expect(shown).not.toMatch(/<!channel>|<https|not a user/);
    expect(validateMessage(view())).toEqual([]);
  });

  it('its forms are such as Slack takes', () => {
    expect(validateModal(reviewForm(debt(), '{}'))).toEqual([]);
    expect(validateModal(breakGlassForm(requestExample(), '{}'))).toEqual([]);
  });

  it('a reminder says how long it waits', () => {
    expect(view({ reminder: 2 }).text).toMatch(/^<@U0LEAD> ⏰ \*DEBT-3 waits for a review\*: Ana/);
  });

  it('reviewed it says by whom and how, pings nobody and has no button', () => {
    const review = {
      person: 'U_BEN',
      user: 'ben@example.com',
      verdict: 'not-ok',
      reason: hostile,
      at: 2,
    } as const;
    const shown = textOf({ debt: debt({ review }) });
    expect(shown).toContain('*DEBT-3 closed* by Ben');
    expect(shown).toContain('it was not right');
    expect(shown).not.toMatch(/<@U0LEAD>|mw_review|<!channel>/);
  });
});

describe('the plan', () => {
  const planText = (changes: Partial<ActionRequest>, now = 2_000): string =>
    JSON.stringify(planView({ request: requestExample(changes), personName: () => 'Ana', now }).blocks);
  const breakGlass = {
    person: 'U_ANA',
    user: 'ana@example.com',
    reason: hostile,
    perHour: 2,
    reviewers: [],
    grantedAt: 1_000,
    expiresAt: 5_000,
  };

  it('offers it where a rule lets its asker, and not once it is permitted', () => {
    expect(planText({})).not.toContain('mw_break_glass');
    expect(planText({ breakGlassOffered: true })).toContain('mw_break_glass');
    const permitted = planText({ breakGlassOffered: true, breakGlass });
    expect(permitted).not.toContain('mw_break_glass');
    expect(permitted).toMatch(/\*Break-glass\* is open to Ana until/);
    expect(permitted).not.toContain('<!channel>');
    expect(planText({ breakGlass }, 5_000)).toMatch(/\*Break-glass\* was open to Ana/);
    expect(planText({ breakGlass: { ...breakGlass, usedAt: 1_500 }, state: 'done' })).toMatch(
      /\*Break-glass\* by Ana .*without an approval/,
    );
  });
});

it('a head of the audit stands alone, to be copied', () => {
  const line = `412:${'0'.repeat(64)} 2026-11-24T08:00:00.000Z ${'A'.repeat(86)}`;
  const { blocks, text } = headView(`Audit: 412 records hold.\n${line}`);
  expect(JSON.stringify(blocks[1])).toContain(`"text":"${line}"`);
  expect(text).toBe(`Audit: 412 records hold.\n${line}`);
});
