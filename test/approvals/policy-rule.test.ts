import { describe, expect, it } from 'vitest';
import { decideAsk } from '../../src/approvals/decide-ask.ts';
import type { PolicyRule, PolicySubject } from '../../src/approvals/policy-rule.ts';
import type { Person } from '../../src/model/person.ts';

const ana: Person = { slackUser: 'U01ANA', user: 'ana@example.com', groups: ['sre'] };
const bo: Person = { slackUser: 'U01BO', user: 'bo@example.com', groups: ['sre'] };
const dee: Person = { slackUser: 'U01DEE', user: 'dee@example.com', groups: ['sre'] };

const rule = (changes: Partial<PolicyRule> = {}): PolicyRule => ({
  actions: ['rollback'],
  ask: ['group:sre'],
  approve: { from: ['group:sre'], count: 1 },
  expires: 900_000,
  ...changes,
});
/** Saturday, 03:12 in Berlin. */
const at = Date.parse('2026-11-28T02:12:00Z');
const subject: PolicySubject = {
  action: 'rollback',
  cluster: 'prod',
  namespace: 'shop',
  labels: { team: 'checkout', tier: 'gold' },
  severity: 'critical',
  at,
};
const office = { days: ['mon-fri'], from: '09:00', to: '18:00', zone: 'Europe/Berlin' };
const decide = (policy: PolicyRule[], changes: Partial<PolicySubject> = {}, plan = {}) =>
  decideAsk(policy, { ...subject, ...changes }, ana, [ana, bo, dee], plan);

describe('labels, severity and hours', () => {
  it.each<[string, Partial<PolicyRule>, Partial<PolicySubject>, boolean]>([
    ['all labels are there', { labels: { team: 'check*', tier: 'gold' } }, {}, true],
    ['one has another value', { labels: { team: 'checkout', tier: 'silver' } }, {}, false],
    ['one is not there', { labels: { owner: '*' } }, {}, false],
    ['no labels are known', { labels: { team: '*' } }, { labels: undefined }, false],
    ['the severity is one of them', { severity: ['warning', 'critical'] }, {}, true],
    ['the severity is another', { severity: ['critical'] }, { severity: 'warning' }, false],
    ['no incident is about the object', { severity: ['critical'] }, { severity: undefined }, false],
    ['within the hours', { when: [office] }, { at: Date.parse('2026-11-27T10:00:00Z') }, true],
    ['outside of them', { when: [office] }, {}, false],
    ['within one of several', { when: [office, { ...office, days: ['sat'], from: '00:00' }] }, {}, true],
  ])('%s', (_name, changes, about, allowed) => {
    expect(decide([rule(changes)], about).allowed).toBe(allowed);
  });

  it('goes on to the next rule when a condition does not hold', () => {
    const policy = [rule({ when: [office], expires: 1 }), rule({ expires: 2 })];
    expect(decide(policy)).toMatchObject({ allowed: true, rule: 2 });
    expect(decide(policy, { at: Date.parse('2026-11-27T10:00:00Z') })).toMatchObject({ rule: 1 });
  });

  it('says which rules come near, and what would change it', () => {
    const policy = [
      rule({ actions: ['scale'] }),
      rule({ clusters: ['staging'] }),
      rule({ labels: { team: 'billing' } }),
      rule({ severity: ['warning'] }),
      rule({ when: [office] }),
    ];
    const decision = decide(policy);
    expect(decision).toHaveProperty(
      'message',
      'No policy rule allows rollback for namespace shop on prod. Rule 5 holds mon-fri 09:00 to 18:00 (Europe/Berlin); it is Sat 03:12 in Europe/Berlin. Rule 4 is for incidents that are warning; this incident is critical. Rule 3 is for team=billing; here it is checkout. Add a rule to policy in the config.',
    );
  });

  it('a refusal by a rule names it', () => {
    const decision = decide([rule({ ask: ['group:platform'] }), rule()]);
    expect(decision).toHaveProperty(
      'message',
      'You (ana@example.com) may not ask for rollback for namespace shop on prod: rule 1 of the policy asks for group platform. Ask one of them to type it, or change rule 1.',
    );
  });
});

describe('how many approve', () => {
  const from = ['group:sre'];
  const levels = { low: 'one-click', medium: 'second-person', high: 'two-persons' } as const;
  it.each<[string, PolicyRule['approve'], object, number]>([
    ['a number', { from, count: 2 }, { risk: 'low' }, 2],
    ['a number, and the plan wants more', { from, count: 0 }, { leastApprovals: 1 }, 1],
    ['one click', { from, count: 1, risk: 'one-click' }, { risk: 'low' }, 0],
    ['one click, and the plan wants more', { from, count: 1, risk: 'one-click' }, { leastApprovals: 1 }, 1],
    ['one click is never enough for a high risk', { from, count: 1, risk: 'one-click' }, { risk: 'high' }, 1],
    ['two persons', { from, count: 1, risk: 'two-persons' }, { risk: 'low' }, 2],
    ['by the risk: low', { from, count: 1, risk: levels }, { risk: 'low' }, 0],
    ['by the risk: medium', { from, count: 1, risk: levels }, { risk: 'medium' }, 1],
    ['by the risk: high', { from, count: 1, risk: levels }, { risk: 'high' }, 2],
    ['by the risk, not planned yet: the least', { from, count: 1, risk: levels }, {}, 0],
  ])('%s', (_name, approve, plan, needed) => {
    expect(decide([rule({ approve })], {}, plan)).toMatchObject({ allowed: true, approvalsNeeded: needed });
  });

  it('an undo of what made things worse is one click only where the rule says so', () => {
    const worse = { risk: 'high', undoes: 'worse-own-action' };
    expect(decide([rule()], {}, worse)).toMatchObject({ approvalsNeeded: 1 });
    const alone = [rule({ undo: 'one-click-when-worse' })];
    expect(decide(alone, {}, worse)).toMatchObject({ approvalsNeeded: 0 });
    expect(decide(alone, {}, { ...worse, leastApprovals: 1 })).toMatchObject({ approvalsNeeded: 1 });
    expect(decide(alone, {}, { risk: 'low' })).toMatchObject({ approvalsNeeded: 1 });
  });
});
