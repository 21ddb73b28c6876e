import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';

const smallest = 'slack: { channel: "#x" }\nclusters: [{ name: prod }]\n';

it.each([
  ['clusters: [{ name: prod }]', 'slack: is missing: write keys with values'],
  ['slack: { chanel: "#x" }\nclusters: [{ name: prod }]', 'slack.channel: is missing: write text'],
  [`${smallest}actions: { readOnly: perhaps }`, 'actions.readOnly: "perhaps" is not true or false'],
  [
    `${smallest}policy: [{ actions: [rolback], ask: ["group:a"], approve: { from: ["group:a"], count: 1 } }]`,
    'did you mean "rollback"?',
  ],
  [
    `${smallest}policy: [{ actions: [rollback], ask: ["group:a"], approve: { from: ["group:a"], count: 9 } }]`,
    'policy[0].approve.count: 9 is out of range: at most 5',
  ],
  [
    `${smallest}policy: [{ actions: [rollback], ask: [sre], approve: { from: ["group:a"], count: 1 } }]`,
    'policy[0].ask[0]: write group:NAME or user:NAME',
  ],
])('%s: what is wrong, and what to write', (text, words) => {
  const read = parseConfig(text, 'm.yml');
  expect(read.ok ? [] : read.errors.map(({ key, message }) => `${key}: ${message}`)).toContainEqual(
    expect.stringContaining(words),
  );
});
