import { describe, expect, it } from 'vitest';
import { decideAnswer } from '../../src/approvals/decide-answer.ts';
import type { Person } from '../../src/model/person.ts';

const ana: Person = { slackUser: 'U01ANA', user: 'ana@example.com', groups: ['sre'] };
const bo: Person = { slackUser: 'U01BO', user: 'bo@example.com', groups: ['sre'] };
const cy: Person = { slackUser: 'U01CY', user: 'cy@example.com', groups: ['support'] };
const asked = {
  askedBy: 'U01ANA',
  askedByUser: 'ana@example.com',
  approvalsNeeded: 1,
  approvers: ['group:sre'],
  approvals: [],
};

describe('who may answer a request', () => {
  it('lets an entitled second person approve or deny', () => {
    expect(decideAnswer(asked, bo, 'approve')).toEqual({ allowed: true });
    expect(decideAnswer(asked, bo, 'deny')).toEqual({ allowed: true });
    expect(decideAnswer(asked, bo, 'cancel')).toEqual({ allowed: true });
  });

  it.each([
    ['from the same account', ana],
    ['from another Slack account of the same user', { ...ana, slackUser: 'U02ANA' }],
    ['from the same account mapped anew', { ...ana, user: 'a.smith@example.com' }],
  ])('never lets the asker approve, %s', (_name, person) => {
    const decision = decideAnswer(asked, person, 'approve');
    expect(decision).toMatchObject({ allowed: false, reason: 'own-request' });
    expect(decision).toHaveProperty(
      'message',
      'You asked for this, so somebody else approves it: group sre.',
    );
  });

  it('lets the asker withdraw, entitled or not', () => {
    const byCy = { ...asked, askedBy: 'U01CY', askedByUser: 'cy@example.com' };
    expect(decideAnswer(byCy, cy, 'cancel')).toEqual({ allowed: true });
    expect(decideAnswer(byCy, cy, 'deny')).toEqual({ allowed: true });
  });

  it('refuses who is not entitled or not mapped', () => {
    expect(decideAnswer(asked, cy, 'approve')).toMatchObject({ reason: 'not-entitled' });
    expect(decideAnswer(asked, cy, 'cancel')).toMatchObject({ reason: 'not-entitled' });
    expect(decideAnswer(asked, undefined, 'approve')).toMatchObject({ reason: 'not-mapped' });
  });

  it('takes the one click of the asker where no approval is needed, and of nobody who may neither ask nor approve', () => {
    const oneClick = { ...asked, approvalsNeeded: 0 };
    expect(decideAnswer(oneClick, ana, 'approve')).toEqual({ allowed: true });
    expect(decideAnswer(oneClick, bo, 'approve')).toEqual({ allowed: true });
    expect(decideAnswer(oneClick, cy, 'approve')).toMatchObject({ reason: 'not-entitled' });
  });

  it('counts a person once', () => {
    const approvals = [{ person: 'U02BO', user: 'bo@example.com', answer: 'approve' as const, at: 1 }];
    expect(decideAnswer({ ...asked, approvals }, bo, 'approve')).toMatchObject({ reason: 'counted-already' });
    expect(decideAnswer({ ...asked, approvals }, bo, 'cancel')).toEqual({ allowed: true });
  });
});
