import { describe, expect, it } from 'vitest';
import { mentionsOf } from '../../../../src/drill/slack/blocks/mentions.ts';

const text = (mrkdwn: string) => [{ type: 'section', text: { type: 'mrkdwn', text: mrkdwn } }];

describe('what a message would ping', () => {
  it.each([
    ['<!channel> look', [{ kind: 'channel' }]],
    ['<!here|here>', [{ kind: 'here' }]],
    ['<@U123ABC> and <@U123ABC|ana>', [{ kind: 'user', id: 'U123ABC' }]],
    ['<!subteam^S1|@sre>', [{ kind: 'usergroup', id: 'S1' }]],
    ['&lt;!channel&gt; and @channel', []],
    ['<!date^1^{time}|now> <https://example.com|@here>', []],
  ])('%s', (body, expected) => {
    expect(mentionsOf({ text: body })).toEqual(expected);
    expect(mentionsOf({ text: '', blocks: text(body) })).toEqual(expected);
    expect(mentionsOf({ text: '', attachments: [{ blocks: text(body) }] })).toEqual(expected);
  });

  it('takes plain text, code of rich text and table cells as they stand', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: '<!channel>' } },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: '<!here> <@U1>' }] }],
      },
      { type: 'table', rows: [[{ type: 'raw_text', text: '<!everyone>' }]] },
    ];
    expect(mentionsOf({ text: 'x', blocks })).toEqual([]);
  });

  it('sees the mentions that rich text makes', () => {
    const elements = [
      { type: 'broadcast', range: 'here' },
      { type: 'user', user_id: 'U1' },
      { type: 'usergroup', usergroup_id: 'S1' },
    ];
    const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
    expect(mentionsOf({ text: '', blocks })).toEqual([
      { kind: 'here' },
      { kind: 'user', id: 'U1' },
      { kind: 'usergroup', id: 'S1' },
    ]);
  });
});
