import { expect, test } from 'vitest';
import { formatCommand } from '../../../src/slack/grammar/format-command.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';

test.each(['freeze 2h --cluster prod -n shop --reason "a b"', 'freeze --reason "x"', 'unfreeze -n shop'])(
  'is written as it is read: %s',
  (text) => {
    const command = parseCommand(text);
    expect(command.verb).not.toBe('unknown');
    expect(parseCommand(formatCommand(command))).toEqual(command);
  },
);

test.each([
  'freeze',
  'freeze soon --reason x',
  'freeze 2h 3h --reason x',
  'unfreeze now',
  'freeze INC-1 --reason x',
])('says what is wrong: %s', (text) =>
  expect(parseCommand(text)).toMatchObject({
    verb: 'unknown',
    message: expect.stringContaining('freeze') as string,
  }),
);
