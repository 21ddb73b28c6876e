import { describe, expect, it } from 'vitest';
import { createDirectory } from '../../src/people/create-directory.ts';

const ana = { slack: 'U01ANA', user: 'ana@example.com', groups: ['sre'] };

describe('the directory of people', () => {
  it('finds who is listed and nobody else', () => {
    const directory = createDirectory([ana]);
    expect(directory.findPerson('U01ANA')).toEqual({
      slackUser: 'U01ANA',
      user: 'ana@example.com',
      groups: ['sre'],
    });
    expect(directory.findPerson('U01BO')).toBeUndefined();
    expect(directory.findPerson('__proto__')).toBeUndefined();
  });

  it('takes two Slack accounts of one user, with the same groups in any order', () => {
    const directory = createDirectory([
      { ...ana, groups: ['sre', 'oncall'] },
      { ...ana, slack: 'U02ANA', groups: ['oncall', 'sre'] },
    ]);
    expect(directory.findPerson('U02ANA')?.user).toBe(directory.findPerson('U01ANA')?.user);
  });

  it.each([
    [[{ ...ana, user: 'system:admin' }], 'system:admin of U01ANA: system: names cannot be mapped'],
    [[{ ...ana, user: 'System:Admin' }], 'system: names'],
    [[{ ...ana, groups: ['system:masters'] }], 'system:masters of U01ANA'],
    [[{ ...ana, groups: [' system:masters'] }], 'system: names'],
    [[{ ...ana, groups: [''] }], 'an empty user or group'],
    [[ana, { ...ana, user: 'bo@example.com' }], 'U01ANA is listed twice'],
    [
      [ana, { ...ana, slack: 'U02ANA', groups: ['admin'] }],
      'ana@example.com is listed with different groups',
    ],
  ])('refuses %j', (entries, message) => {
    expect(() => createDirectory(entries)).toThrow(message);
  });
});
