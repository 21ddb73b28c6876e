import { describe, expect, it } from 'vitest';
import { fitMessage, plainMessage } from '../../src/slack/fit-message.ts';
import { validateMessage } from '../../src/slack/validate-blocks.ts';
import { button, section } from '../../src/slack/views/elements.ts';
import type { MessageView } from '../../src/slack/views/message-view.ts';

const view = (blocks: MessageView['blocks'], text = 'words'): MessageView => ({ text, blocks });
const problems = (blocks: unknown[]): string[] =>
  validateMessage(view(blocks as MessageView['blocks'])).map(({ pointer }) => pointer);

describe('what Slack would refuse', () => {
  it.each<[string, unknown[], string]>([
    ['no blocks', [], '/blocks'],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), '/blocks'],
    ['a block of no known type', [{ type: 'nonsense' }], '/blocks/0'],
    [
      'a long section',
      [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }],
      '/blocks/0/text/text',
    ],
    ['an empty section', [{ type: 'section', text: { type: 'mrkdwn', text: '' } }], '/blocks/0/text/text'],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], '/blocks/0/text/type'],
    ['one block id twice', [section('a', 'x'), section('a', 'y')], '/blocks/1/block_id'],
    ['half a pair', [{ type: 'section', text: { type: 'mrkdwn', text: '\ud800' } }], '/blocks/0/text/text'],
    [
      'one action id twice',
      [
        {
          type: 'actions',
          elements: [
            button({ actionId: 'a', text: 'x', value: 'v' }),
            button({ actionId: 'a', text: 'y', value: 'v' }),
          ],
        },
      ],
      '/blocks/0/elements',
    ],
    [
      'a long value',
      [section('a', 'x', button({ actionId: 'a', text: 'x', value: 'v'.repeat(2001) }))],
      '/blocks/0/accessory/value',
    ],
  ])('%s', (_name, blocks, pointer) => {
    expect(problems(blocks)).toContain(pointer);
  });

  it('takes what our elements make', () => {
    expect(problems([section('a', ''), section('b', 'x'.repeat(9000))])).toEqual([]);
  });
});

describe('a message that is too long', () => {
  it('loses parts from the end, never buttons, and says how many', () => {
    const long = Array.from({ length: 6 }, (_, index) => section(`s${index}`, 'x'.repeat(2900)));
    const ack = section('ack', 'who', button({ actionId: 'mw_ack', text: 'Acknowledge', value: 'i' }));
    const fitted = fitMessage(view([...long, ack]));
    expect(validateMessage(fitted)).toEqual([]);
    expect(fitted.blocks.map((block) => block.block_id)).toEqual(['s0', 's1', 's2', 'ack', 'left-out']);
    expect(JSON.stringify(fitted.blocks.at(-1))).toContain('3 parts are left out');
  });

  it('has a text that chat.update takes, in characters and bytes', () => {
    for (const text of ['x'.repeat(9000), '€'.repeat(9000), '\u0000'.repeat(9000), ''])
      expect(validateMessage(plainMessage(text))).toEqual([]);
  });
});
