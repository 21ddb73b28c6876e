import { describe, expect, it } from 'vitest';
import { configChanges, recordedConfig } from '../../src/audit/config-changes.ts';
import type { Json } from '../../src/model/json.ts';

const changes = (before: object, after: object): readonly string[] =>
  configChanges(
    JSON.parse(recordedConfig(before).value) as Json,
    JSON.parse(recordedConfig(after).value) as Json,
  );

describe('what is recorded of a config', () => {
  it('holds nothing that could be a secret', () => {
    const { value } = recordedConfig({
      clusters: [
        {
          name: 'prod',
          prometheus: {
            url: 'https://ana:hunter2@prometheus:9090/base?token=hunter2#hunter2',
            headers: { 'x-scope': 'hunter2' },
            basicAuth: { username: 'ana', passwordFile: '/run/secrets/p' },
          },
        },
      ],
    });
    expect(value).not.toContain('hunter2');
    expect(value).toContain('https://prometheus:9090/base');
    expect(value).toContain('"x-scope":"not recorded"');
    expect(value).toContain('/run/secrets/p');
  });

  it('has the same hash whatever the order of its keys', () => {
    expect(recordedConfig({ a: 1, b: { c: 2, d: 3 } })).toEqual(recordedConfig({ b: { d: 3, c: 2 }, a: 1 }));
  });

  it.each([
    ['nothing', { a: 1 }, { a: 1 }, []],
    [
      'a value',
      { actions: { readOnly: false } },
      { actions: { readOnly: true } },
      ['actions.readOnly: false → true'],
    ],
    [
      'a rule, by its number',
      { policy: [{ ask: ['group:sre'] }, { approve: { count: 1 } }] },
      { policy: [{ ask: ['group:sre'] }, { approve: { count: 2 } }] },
      ['policy[2].approve.count: 1 → 2'],
    ],
    [
      'people, by their Slack user',
      {
        people: [
          { slack: 'U1', groups: ['sre'] },
          { slack: 'U2', groups: [] },
        ],
      },
      {
        people: [
          { slack: 'U3', groups: [] },
          { slack: 'U1', groups: ['sre', 'admin'] },
        ],
      },
      [
        'people[U1].groups[admin] added: "admin"',
        'people[U2] removed: {"groups":[],"slack":"U2"}',
        'people[U3] added: {"groups":[],"slack":"U3"}',
      ],
    ],
    [
      'an order alone',
      { clusters: [{ name: 'a' }, { name: 'b' }] },
      { clusters: [{ name: 'b' }, { name: 'a' }] },
      ['clusters: in another order'],
    ],
    ['what is new and gone', { a: { b: 1 } }, { a: {}, c: [2] }, ['a.b removed: 1', 'c added: [2]']],
    ['a value of another shape', { a: [1] }, { a: { b: 1 } }, ['a: [1] → {"b":1}']],
  ])('says %s in words', (_, before, after, words) => {
    expect(changes(before, after)).toEqual(words);
  });

  it('stays short', () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, number) => [`key${number}`, 'x'.repeat(900)]),
    );
    const words = changes({}, many);
    expect(words).toHaveLength(101);
    expect(words.at(-1)).toBe('… and 200 more');
    expect(Math.max(...words.map(({ length }) => length))).toBeLessThan(400);
  });
});
