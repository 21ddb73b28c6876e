import { describe, expect, it } from 'vitest';
import {
  decideBreakGlass,
  mayAskAlone,
  type BreakGlassAsked,
  type BreakGlassRule,
} from '../../src/approvals/decide-break-glass.ts';

const person = (user: string, ...groups: string[]) => ({
  slackUser: `U_${user.toUpperCase()}`,
  user: `${user}@example.com`,
  groups,
});
const ana = person('ana', 'sre');
const ben = person('ben', 'sre');
const dan = person('dan', 'dev');

const rule = (changes: Partial<BreakGlassRule> = {}): BreakGlassRule => ({
  actions: ['rollback', 'scale'],
  who: ['group:sre'],
  review: ['group:sre'],
  risk: 'medium',
  irreversible: false,
  ...changes,
});
const asked = (changes: Partial<BreakGlassAsked> = {}): BreakGlassAsked => ({
  action: 'rollback',
  cluster: 'prod',
  namespace: 'shop',
  plan: { risk: 'medium', reversible: true },
  ...changes,
});
const decide = (rules: readonly BreakGlassRule[], what = asked(), who = ana, people = [ana, ben, dan]) =>
  decideBreakGlass({ rules, expires: 300_000 }, what, who, people);

describe('break-glass', () => {
  it('lets who is named act alone, in what the rule is for', () => {
    expect(decide([rule()])).toEqual({
      allowed: true,
      rule: 1,
      reviewers: ['group:sre'],
      forMs: 300_000,
    });
    expect(decide([rule({ actions: ['scale'] }), rule()])).toMatchObject({ allowed: true, rule: 2 });
    expect(
      decide([rule({ irreversible: true })], asked({ plan: { risk: 'low', reversible: false } })),
    ).toMatchObject({ allowed: true });
  });

  it.each([
    ['nothing is set up', [], asked(), ana, 'glass-off'],
    ['the action is not named', [rule()], asked({ action: 'cordon' }), ana, 'glass-no-rule'],
    ['another cluster', [rule({ clusters: ['stage'] })], asked(), ana, 'glass-no-rule'],
    ['another namespace', [rule({ namespaces: ['pay*'] })], asked(), ana, 'glass-no-rule'],
    ['no namespace', [rule({ namespaces: ['*'] })], asked({ namespace: undefined }), ana, 'glass-no-rule'],
    ['not named', [rule()], asked(), dan, 'glass-not-entitled'],
    [
      'the first rule decides, and not a later one',
      [rule({ who: ['group:lead'] }), rule()],
      asked(),
      ana,
      'glass-not-entitled',
    ],
    ['too risky', [rule()], asked({ plan: { risk: 'high', reversible: true } }), ana, 'glass-risk'],
    [
      'more than low is too risky',
      [rule({ risk: 'low' })],
      asked({ plan: { risk: 'medium', reversible: true } }),
      ana,
      'glass-risk',
    ],
    ['no way back', [rule()], asked({ plan: { risk: 'low', reversible: false } }), ana, 'glass-irreversible'],
    [
      'nobody else could review it',
      [rule({ review: ['user:ana@example.com'] })],
      asked(),
      ana,
      'glass-no-reviewer',
    ],
  ] as const)('is refused where %s', (_, rules, what, who, reason) => {
    const decision = decide(rules, what, who);
    expect(decision).toMatchObject({ allowed: false, reason });
    expect(decision.allowed ? '' : decision.message).toMatch(/\.$/);
  });

  it('counts a second account of the asker as the asker', () => {
    const second = { ...ana, slackUser: 'U_ANA2' };
    expect(decide([rule()], asked(), ana, [ana, second])).toMatchObject({ reason: 'glass-no-reviewer' });
  });

  it('takes the place of approvals, not of the right to ask', () => {
    const message = '';
    expect(mayAskAlone({ allowed: false, reason: 'too-few-approvers', message })).toBe(true);
    expect(mayAskAlone({ allowed: false, reason: 'not-entitled', message })).toBe(false);
    expect(mayAskAlone({ allowed: false, reason: 'no-rule', message })).toBe(false);
  });
});
