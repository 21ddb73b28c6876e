import { expect, it } from 'vitest';
import type { ActionRequest } from '../../src/model/action-request.ts';
import { createDirectory } from '../../src/people/create-directory.ts';
import { pagesOf } from '../../src/work/pages-of.ts';
import { requestExample } from '../store/support/examples.ts';

const entry = (slack: string, user: string, ...groups: string[]) => ({
  slack,
  user: `${user}@example.com`,
  groups,
});
const people = createDirectory([
  entry('U1ANA', 'ana', 'sre'),
  entry('U2ANA', 'ana', 'sre'),
  entry('U1BO', 'bo', 'sre'),
  entry('U2BO', 'bo', 'sre'),
  entry('U1CY', 'cy', 'support'),
  entry('U1DEE', 'dee', 'sre'),
]);
const request = (changes: Partial<ActionRequest> = {}): ActionRequest =>
  requestExample({ askedBy: 'U2ANA', askedByUser: 'ana@example.com', approvers: ['group:sre'], ...changes });
const paged = (changes: Partial<ActionRequest> = {}, page: 'approvers' | 'nobody' = 'approvers') =>
  pagesOf({ page, people }, request(changes)).map(({ id, channel }) => [id, channel]);

it('one message to each person who may approve, by their first account, not to who asked', () => {
  expect(paged()).toEqual([
    ['page/request-1/U1BO', 'U1BO'],
    ['page/request-1/U1DEE', 'U1DEE'],
  ]);
  // Mapped anew since: the account that asked is still theirs.
  expect(paged({ askedBy: 'U1BO', askedByUser: 'b.smith@example.com' })).toEqual([
    ['page/request-1/U1ANA', 'U1ANA'],
    ['page/request-1/U2BO', 'U2BO'],
    ['page/request-1/U1DEE', 'U1DEE'],
  ]);
});

it('to nobody where nobody is wanted, or where one click is enough', () => {
  expect(paged({}, 'nobody')).toEqual([]);
  expect(paged({ approvalsNeeded: 0 })).toEqual([]);
  expect(paged({ approvers: ['group:none'] })).toEqual([]);
});

it('to twenty people at most', () => {
  const many = createDirectory(
    Array.from({ length: 30 }, (_, index) => entry(`U${index}X`, `p${index}`, 'sre')),
  );
  expect(pagesOf({ page: 'approvers', people: many }, request())).toHaveLength(20);
});
