import { describe, expect, it } from 'vitest';
import { formatCommand } from '../../../src/slack/grammar/format-command.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';
import { parseMention } from '../../../src/slack/grammar/parse-mention.ts';

const rollback = { verb: 'rollback', object: { kind: 'Deployment', name: 'checkout' }, namespace: 'shop' };

describe('break-glass', () => {
  it.each([
    'break-glass rollback deploy/checkout -n shop --reason "nobody answers"',
    'break-glass rollback deploy/checkout --reason="nobody answers" -n shop',
    "/mw break-glass --reason 'nobody answers' rollback deploy/checkout -n shop",
    'break-glass rollback deploy/checkout -n shop —reason “nobody answers”',
    'breakglass kubectl rollout undo deploy/checkout -n shop --reason "nobody answers"',
  ])('reads %s', (text) => {
    const command = parseCommand(text);
    expect(command).toEqual({ verb: 'break-glass', reason: 'nobody answers', action: rollback });
    expect(parseCommand(formatCommand(command))).toEqual(command);
  });

  it('takes the reason as it is typed, quotes and all', () => {
    const command = parseCommand('break-glass cordon node-3 --reason "disk says \\"dead\\" -n no"');
    expect(command).toEqual({
      verb: 'break-glass',
      reason: 'disk says "dead" -n no',
      action: { verb: 'cordon', object: { kind: 'Node', name: 'node-3' } },
    });
    expect(parseCommand(formatCommand(command))).toEqual(command);
  });

  it('gives a silence its reason too', () => {
    const command = parseCommand('break-glass silence 2h alertname="X" --reason "noise"');
    expect(command).toMatchObject({ action: { verb: 'silence', reason: 'noise' }, reason: 'noise' });
    expect(parseCommand(formatCommand(command))).toEqual(command);
  });

  it('is understood in a thread', () => {
    expect(parseMention('<@UBOT> break-glass rollback --reason "alone"', 'UBOT')).toEqual({
      verb: 'break-glass',
      reason: 'alone',
      action: { verb: 'rollback' },
    });
  });

  it.each([
    ['break-glass rollback deploy/checkout', /Say why/],
    ['break-glass rollback deploy/checkout --reason ""', /reason/],
    ['break-glass', /Say which action/],
    ['break-glass status --reason x', /not for/],
    ['break-glass break-glass rollback --reason x', /Say why/],
    ['break-glass rolback deploy/checkout --reason x', /Did you mean .*rollback/],
  ])('says what is wrong with %s', (text, words) => {
    const command = parseCommand(text);
    expect(command).toMatchObject({ verb: 'unknown', message: expect.stringMatching(words) });
  });
});

describe('debts', () => {
  it.each([
    ['debts', { verb: 'debts' }],
    ['review DEBT-3 ok --reason "right"', { verb: 'review', debt: 3, verdict: 'ok', reason: 'right' }],
    ['review debt-12 not ok --reason why', { verb: 'review', debt: 12, verdict: 'not-ok', reason: 'why' }],
    ['review 3 not-ok --reason "a b"', { verb: 'review', debt: 3, verdict: 'not-ok' }],
    ['audit head', { verb: 'audit', about: 'head' }],
  ])('reads %s', (text, command) => {
    const read = parseCommand(text);
    expect(read).toMatchObject(command);
    expect(parseCommand(formatCommand(read))).toEqual(read);
  });

  it.each([
    ['review', /Which debt/],
    ['review INC-3 ok --reason x', /Which debt/],
    ['review DEBT-0 ok --reason x', /no debt/],
    ['review DEBT-3 perhaps --reason x', /`ok` or `not-ok`/],
    ['review DEBT-3 ok', /Say why/],
    ['debts now', /takes no/],
  ])('says what is wrong with %s', (text, words) => {
    expect(parseCommand(text)).toMatchObject({ verb: 'unknown', message: expect.stringMatching(words) });
  });
});
