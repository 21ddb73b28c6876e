import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';

const minimal = (more: object): string =>
  JSON.stringify({ slack: { channel: '#incidents' }, clusters: [{ name: 'prod' }], ...more });

const faultsOf = (more: object): string[] => {
  const result = parseConfig(minimal(more), 'x.yml');
  return result.ok ? [] : result.errors.map(({ key, message }) => `${key}: ${message}`);
};

describe('people in the config', () => {
  it.each<[object, RegExp]>([
    [{ people: [{ slack: 'U01ANA', user: 'System:admin' }] }, /people\[0\]\.user: system: names/],
    [
      { people: [{ slack: 'U01ANA', user: 'ana', groups: ['system:masters'] }] },
      /groups\[0\]: system: names/,
    ],
    [
      { people: [{ slack: 'U01ANA', user: 'ana\r\nImpersonate-Group: system:masters' }] },
      /no control character/,
    ],
    [{ people: [{ slack: 'U01ANA', user: 'ana', groups: ['a\u200Bb'] }] }, /no control character/],
    [{ people: [{ slack: 'U01ANA', user: ' ana' }] }, /no space at its ends/],
    [{ people: [{ slack: 'ana', user: 'ana' }] }, /Slack user id/],
    [
      { slackGroups: [{ slack: 'sre', group: 'sre' }] },
      /slackGroups\[0\]\.slack: write the id of the user group/,
    ],
    [{ slackGroups: [{ slack: 'S0SRE', group: 'system:masters' }] }, /system: names/],
    [
      {
        slackGroups: [
          { slack: 'S0SRE', group: 'sre' },
          { slack: 'S0SRE', group: 'sre' },
        ],
      },
      /mapped to sre twice/,
    ],
    [{ peopleByEmail: { domains: [] } }, /peopleByEmail\.domains/],
    [{ peopleByEmail: { domains: ['@example.com'] } }, /without @/],
    [{ peopleByEmail: { domains: ['example.com'], prefix: 'system:' } }, /system: names/],
    [
      { peopleByEmail: { domains: ['example.com'], users: ['ana@evil.org'] } },
      /in none of peopleByEmail.domains/,
    ],
    [
      { clusters: [{ name: 'prod', impersonate: true }], peopleByEmail: { domains: ['example.com'] } },
      /list the addresses under peopleByEmail.users/,
    ],
    [{ clusters: [{ name: 'prod', actAs: {} }] }, /name another account/],
  ])('%j is refused', (more, words) => {
    expect(faultsOf(more).join('\n')).toMatch(words);
  });

  it('may come by e-mail and from groups', () => {
    expect(
      faultsOf({
        peopleByEmail: { domains: ['example.com'] },
        slackGroups: [
          { slack: 'S0SRE', group: 'sre' },
          { slack: 'S0SRE', group: 'oncall' },
        ],
      }),
    ).toEqual([]);
  });
});
