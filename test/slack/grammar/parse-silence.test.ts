import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/model/input.ts';
import { writeMatcher, writeMatchers } from '../../../src/model/matcher.ts';
import { formatCommand } from '../../../src/slack/grammar/format-command.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';
import { readDuration, writeDuration } from '../../../src/slack/grammar/read-duration.ts';

const hour = 3_600_000;

describe('what people type', () => {
  it.each<[string, Command]>([
    ['silence 2h', { verb: 'silence', duration: 2 * hour }],
    ['Silence 1d12h INC-12', { verb: 'silence', duration: 36 * hour, incident: 'INC-12' }],
    ['mute 90m', { verb: 'silence', duration: 1.5 * hour }],
    ['silence --for=2h', { verb: 'silence', duration: 2 * hour }],
    ['/mw silence add 2h', { verb: 'silence', duration: 2 * hour }],
    [
      'silence 2h alertname="X" pod=~"web-\\d+" --reason "known, waits for 1.6"',
      {
        verb: 'silence',
        duration: 2 * hour,
        matchers: 'alertname="X", pod=~"web-\\\\d+"',
        reason: 'known, waits for 1.6',
      },
    ],
    [
      'silence 2h {alertname="X y", namespace!~"a|b"} --comment x',
      { verb: 'silence', duration: 2 * hour, matchers: 'alertname="X y", namespace!~"a|b"', reason: 'x' },
    ],
    [
      'amtool silence add KubePodCrashLooping node=n-1 -d 1h -c "on it"',
      {
        verb: 'silence',
        duration: hour,
        matchers: 'alertname="KubePodCrashLooping", node="n-1"',
        reason: 'on it',
      },
    ],
    ['silence 2h -n shop', { verb: 'silence', duration: 2 * hour, matchers: 'namespace="shop"' }],
    // At night nobody quotes.
    [
      'silence 2h a=b --reason waits for the fix --cluster prod',
      {
        verb: 'silence',
        duration: 2 * hour,
        matchers: 'a="b"',
        reason: 'waits for the fix',
        cluster: 'prod',
      },
    ],
    [
      "silence 2h a=b --reason it's known",
      { verb: 'silence', duration: 2 * hour, matchers: 'a="b"', reason: "it's known" },
    ],
    // A phone's quotes and dashes, Slack's escapes.
    [
      'silence 2h alertname=“X” —reason “a &amp; b”',
      { verb: 'silence', duration: 2 * hour, matchers: 'alertname="X"', reason: 'a & b' },
    ],
    [
      'silence --until 2026-11-24T12:00Z a=b',
      { verb: 'silence', until: Date.UTC(2026, 10, 24, 12), matchers: 'a="b"' },
    ],
    [
      'silence extend 4F1C2B3A 2h',
      { verb: 'silence-extend', object: { kind: 'Silence', name: '4f1c2b3a' }, duration: 2 * hour },
    ],
    ['silence expire 4f1c2b3a', { verb: 'silence-expire', object: { kind: 'Silence', name: '4f1c2b3a' } }],
    ['unsilence 4f1c2b3a', { verb: 'silence-expire', object: { kind: 'Silence', name: '4f1c2b3a' } }],
    ['silence list', { verb: 'silences' }],
    ['silences --cluster prod', { verb: 'silences', cluster: 'prod' }],
  ])('%s', (text, expected) => {
    expect(parseCommand(text)).toEqual(expected);
  });

  it.each([
    ['silence extend', 'Which silence?'],
    ['silence extend 4f1c2b3a', 'by how long?'],
    ['silence expire nothing', 'is no id of a silence'],
    ['silence expire 4f1c2b3a 2h', 'takes no duration'],
    ['silence exend 4f1c2b3a 2h', 'Did you mean `/mw silence extend`?'],
    ['silence 2h a==b', 'operator'],
    ['silence 2h a="b', 'is not closed'],
    ['silence 2h a=b stray', 'Put a reason of several words in quotes'],
    ['silence 2h --until 2026-11-24T12:00Z', 'not both'],
    ['silence --until tomorrow', 'with its zone'],
    ['silence 2h --force', 'takes `--for`'],
    ['silence 2h --reason', 'needs a value'],
    ['silence INC-1 INC-2', 'One incident'],
    ['silence 2h a=b <!channel>', 'is no matcher'],
  ])('%s is answered', (text, part) => {
    const command = parseCommand(text);
    expect(command.verb).toBe('unknown');
    expect(command.verb === 'unknown' ? command.message : '').toContain(part);
    expect(command.verb === 'unknown' ? command.message : '').not.toMatch(/<!/);
  });
});

const name = fc.stringMatching(/^[a-z_]{1,8}$/);
const value = fc.string({
  unit: fc.constantFrom('a', 'ä', '"', '\\', ' ', ',', '{', "'", '.', '+', '|'),
  maxLength: 8,
});
const silence = fc.record({
  verb: fc.constant('silence' as const),
  duration: fc.integer({ min: 1, max: 10_000_000 }).map((seconds) => seconds * 1000),
  matchers: fc
    .uniqueArray(
      fc.record({
        name,
        operator: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
        value,
      }),
      {
        minLength: 1,
        maxLength: 3,
        selector: writeMatcher,
      },
    )
    .map(writeMatchers),
  reason: fc.stringMatching(/^[a-z"'\\-]{1,12}$/),
});

it('a silence written out is read back as itself', () => {
  fc.assert(
    fc.property(silence, (made) => {
      expect(parseCommand(formatCommand(made))).toEqual(made);
    }),
  );
});

it('a duration written out is read back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
      expect(readDuration(writeDuration(seconds * 1000))).toEqual({ value: seconds * 1000 });
    }),
  );
});
