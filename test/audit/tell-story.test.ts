import { expect, it } from 'vitest';
import { tellStory } from '../../src/audit/tell-story.ts';
import type { AuditEntry, AuditRecord } from '../../src/model/audit-record.ts';

const start = Date.parse('2026-11-24T03:12:00Z');
let seq = 0;
const record = (
  kind: AuditEntry['kind'],
  actor: string,
  data: AuditEntry['data'],
  more: Partial<AuditEntry> = {},
): AuditRecord => {
  seq += 1;
  return { at: start + seq * 1000, kind, actor, data, ...more, seq, previousHash: '', hash: '' };
};
const ana = { user: 'ana@example.com' };
const ben = { user: 'ben@example.com' };
const title = 'Scale deploy/checkout in shop on prod from 3 to 5 replicas';
const here = { via: 'button', channel: 'C1', thread: '1.2', team: 'T1' };

it('a night reads as a story: refusals, denials, freezes, somebody alone and what came of it', () => {
  const told = tellStory([
    record('incident-opened', 'middlewatch', { number: 7 }),
    record(
      'refused',
      'U_ANA',
      {
        asked: 'rollback',
        target: { kind: 'Deployment', namespace: 'shop', name: 'checkout' },
        reason: 'frozen',
        ...here,
      },
      ana,
    ),
    record('frozen', 'U_BEN', { reason: 'migration', cluster: 'prod', endsAt: start + 60_000, ...here }, ben),
    record(
      'asked',
      'U_ANA',
      { action: 'scale', title, diff: ['- replicas: 3', '+ replicas: 5'], rule: 1, ...here, via: 'command' },
      ana,
    ),
    record('refused', 'U_ANA', { asked: 'approve', title, reason: 'own-request', ...here }, ana),
    record('denied', 'U_BEN', { title, reason: 'the pool is half full', ...here }, ben),
    record('glass-permitted', 'U_ANA', { title, reason: 'nobody answers', forMs: 300_000, ...here }, ana),
    record(
      'glass-broken',
      'U_ANA',
      { title, reason: 'nobody answers', reviewers: ['group:sre', 'group:leads'], ...here },
      ana,
    ),
    record('intent', 'middlewatch', { title, facts: {}, parameters: {} }, { ...ana, executionId: 'x1' }),
    record('debt-reviewed', 'U_BEN', { title, debt: 'DEBT-1', verdict: 'ok', reason: 'it had to be' }, ben),
  ]);
  expect(told).toBe(`2026-11-24 03:12:01.000  middlewatch: the incident was opened  #1
    number: 7
2026-11-24 03:12:02.000  U_ANA (ana@example.com): was refused rollback of Deployment shop/checkout, by button in C1  #2
    reason: frozen
2026-11-24 03:12:03.000  U_BEN (ben@example.com): froze actions, by button in C1  #3
    reason: migration
    cluster: prod
    ends: 2026-11-24T03:13:00.000Z
2026-11-24 03:12:04.000  U_ANA (ana@example.com): asked for ${title}, by command in C1  #4
    - replicas: 3
    + replicas: 5
2026-11-24 03:12:05.000  U_ANA (ana@example.com): was refused approve: ${title}, by button in C1  #5
    reason: own-request
2026-11-24 03:12:06.000  U_BEN (ben@example.com): denied ${title}, by button in C1  #6
    reason: the pool is half full
2026-11-24 03:12:07.000  U_ANA (ana@example.com): was permitted to carry out alone, without an approval, ${title}, by button in C1  #7
    reason: nobody answers
    for 5 minutes
2026-11-24 03:12:08.000  U_ANA (ana@example.com): broke the glass and carried out alone ${title}, by button in C1  #8
    reason: nobody answers
    reviewers: group:sre, group:leads
2026-11-24 03:12:09.000  middlewatch (ana@example.com): was about to carry out ${title} [x1]  #9
2026-11-24 03:12:10.000  U_BEN (ben@example.com): reviewed what was done alone: ${title}  #10
    debt: DEBT-1
    verdict: ok
    reason: it had to be
`);
});
