import { expect, it } from 'vitest';
import { formatCommand } from '../../../src/slack/grammar/format-command.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';
import { parseMention } from '../../../src/slack/grammar/parse-mention.ts';

const handle = 'aZ09_-aZ09_-aZ09_-aZ09_-aZ09_-aZ';

it.each([
  ['deny --reason "the pool is half full"', { reason: 'the pool is half full' }],
  ['deny the pool is half full', { reason: 'the pool is half full' }],
  ['reject INC-12 not at night', { incident: 'INC-12', reason: 'not at night' }],
  [`deny ${handle} --reason no`, { request: handle, reason: 'no' }],
  ['deny r-0d3f5c1a --reason no', { request: 'r-0d3f5c1a', reason: 'no' }],
])('%s', (text, more) => {
  const command = parseCommand(text);
  expect(command).toEqual({ verb: 'deny', ...more });
  expect(parseCommand(formatCommand(command))).toEqual(command);
});

it('is said in a thread, where Slack takes no commands', () => {
  expect(parseMention('<@U0BOT> deny too risky now', 'U0BOT')).toEqual({
    verb: 'deny',
    reason: 'too risky now',
  });
});

it.each([
  ['deny', 'Say why'],
  ['deny INC-12', 'Say why'],
  ['deny INC-12 r-0d3f5c1a --reason no', 'One incident or one request'],
  ['deny because --reason no', 'Say why once'],
  [`deny ${'long'.repeat(150)}`, 'is longer than 500 characters'],
])('%s: %s', (text, message) => {
  expect(parseCommand(text)).toMatchObject({
    verb: 'unknown',
    message: expect.stringContaining(message) as string,
  });
});
