import { describe, expect, it } from 'vitest';
import { decideAsk } from '../../src/approvals/decide-ask.ts';
import type { PolicyRule, PolicySubject } from '../../src/approvals/policy-rule.ts';
import type { Person } from '../../src/model/person.ts';

const ana: Person = { slackUser: 'U01ANA', user: 'ana@example.com', groups: ['sre'] };
const anasPhone: Person = { ...ana, slackUser: 'U02ANA' };
const bo: Person = { slackUser: 'U01BO', user: 'bo@example.com', groups: ['sre'] };
const cy: Person = { slackUser: 'U01CY', user: 'cy@example.com', groups: ['platform'] };
const everybody = [ana, anasPhone, bo, cy];

const rule = (changes: Partial<PolicyRule>): PolicyRule => ({
  actions: ['rollback', 'scale'],
  namespaces: ['shop*'],
  ask: ['group:sre'],
  approve: { from: ['group:sre'], count: 1 },
  expires: 900_000,
  ...changes,
});
/** Saturday, 03:12 in Berlin. */
const at = Date.parse('2026-11-28T02:12:00Z');
const inShop: PolicySubject = { action: 'rollback', cluster: 'prod', namespace: 'shop-eu', at };

describe('who may ask', () => {
  it('allows by the first matching rule and says who approves, how many and until when', () => {
    expect(decideAsk([rule({})], inShop, ana, everybody)).toEqual({
      allowed: true,
      rule: 1,
      approvalsNeeded: 1,
      approvers: ['group:sre'],
      expiresInMs: 900_000,
    });
  });

  it('never falls through to a later rule that would allow', () => {
    const policy = [rule({ ask: ['user:bo@example.com'] }), rule({})];
    const decision = decideAsk(policy, inShop, ana, everybody);
    expect(decision).toMatchObject({ allowed: false, reason: 'not-entitled' });
    expect(decision).toHaveProperty(
      'message',
      expect.stringContaining('rule 1 of the policy asks for bo@example.com'),
    );
  });

  it.each([
    ['another action', { ...inShop, action: 'cordon' }],
    ['another namespace', { ...inShop, namespace: 'billing' }],
    ['a namespace that only contains the word', { ...inShop, namespace: 'my-shop' }],
    ['an object without namespace, for a rule with namespaces', { action: 'rollback', cluster: 'prod', at }],
  ])('has no rule for %s', (_name, subject) => {
    expect(decideAsk([rule({})], subject, ana, everybody)).toMatchObject({
      allowed: false,
      reason: 'no-rule',
    });
  });

  it('matches the cluster', () => {
    const policy = [rule({ clusters: ['staging'] }), rule({ expires: 1000 })];
    expect(decideAsk(policy, inShop, ana, everybody)).toMatchObject({ rule: 2, expiresInMs: 1000 });
    expect(decideAsk(policy, { ...inShop, cluster: 'staging' }, ana, everybody)).toMatchObject({ rule: 1 });
  });

  it('matches cluster-scoped objects only without namespaces, not by *', () => {
    const node = { action: 'cordon', cluster: 'prod', at };
    const any = rule({ actions: ['cordon'], namespaces: ['*'] });
    expect(decideAsk([any], node, ana, everybody)).toMatchObject({ reason: 'no-rule' });
    expect(decideAsk([{ ...any, namespaces: undefined }], node, ana, everybody)).toMatchObject({
      allowed: true,
    });
  });

  it.each([
    ['shop', 'shop', true],
    ['shop', 'shop2', false],
    ['*shop', 'my-shop', true],
    ['a*a', 'a', false],
    ['a*b*c', 'a-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['sh.p', 'shop', false],
    ['a**b', 'ab', true],
  ])('glob %s on %s: %s', (glob, namespace, allowed) => {
    const decision = decideAsk([rule({ namespaces: [glob] })], { ...inShop, namespace }, ana, everybody);
    expect(decision.allowed).toBe(allowed);
  });

  it('refuses who is not mapped', () => {
    expect(decideAsk([rule({})], inShop, undefined, everybody)).toMatchObject({ reason: 'not-mapped' });
  });

  it('refuses what nobody but the asker could approve, counting two accounts as one person', () => {
    const decision = decideAsk([rule({})], inShop, ana, [ana, anasPhone, cy]);
    expect(decision).toMatchObject({ allowed: false, reason: 'too-few-approvers' });
    expect(decision).toHaveProperty('message', expect.stringContaining('nobody else is mapped'));
    const two = [rule({ approve: { from: ['group:sre', 'user:cy@example.com'], count: 2 } })];
    expect(decideAsk(two, inShop, ana, everybody)).toMatchObject({ allowed: true, approvalsNeeded: 2 });
    expect(decideAsk(two, inShop, ana, [ana, bo])).toMatchObject({ reason: 'too-few-approvers' });
  });
});
