// Blocks that Slack takes, and blocks that it refuses with the line that it would answer.
export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const long = (characters: number) => 'x'.repeat(characters);
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string) => ({ text: plain(value), value });
const menu = (options: object[], more: object = {}) => ({
  type: 'static_select',
  action_id: 'pick',
  options,
  ...more,
});
const rich = (...elements: object[]) => ({ type: 'rich_text', elements });
const preformatted = (text: string) =>
  rich({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
export const cell = (text: string) => ({ type: 'raw_text', text });
export const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);

export const goodBlocks: readonly (readonly [string, object])[] = [
  ['a section at its limit', section(long(3000))],
  ['fields without a text', { type: 'section', fields: times(10, mrkdwn(long(2000))) }],
  ['a header at its limit', { type: 'header', text: plain(long(150)) }],
  ['a button at its limits', actions(button({ text: plain(long(75)), value: long(2000), style: 'danger' }))],
  ['25 buttons', actions(...Array.from({ length: 25 }, (_, index) => button({ action_id: `b${index}` })))],
  [
    'a confirm dialog',
    actions(
      button({ confirm: { title: plain('T'), text: mrkdwn('t'), confirm: plain('Y'), deny: plain('N') } }),
    ),
  ],
  ['100 options', actions(menu(Array.from({ length: 100 }, (_, index) => option(`o${index}`))))],
  [
    'an initial option that is offered',
    actions(menu([option('a'), option('b')], { initial_option: option('b') })),
  ],
  [
    'an overflow menu of five',
    actions({ type: 'overflow', action_id: 'more', options: times(5, option('a')) }),
  ],
  ['preformatted rich text with anything in it', preformatted('<!channel> ``` </script>')],
  [
    'a list',
    rich({
      type: 'rich_text_list',
      style: 'bullet',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
    }),
  ],
  [
    'a table',
    {
      type: 'table',
      rows: [[cell('a'), { type: 'raw_number', value: 1, text: '1' }]],
      column_settings: [{ align: 'right' }],
    },
  ],
  ['a markdown block', { type: 'markdown', text: '# x' }],
  ['an image', { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }],
  ['an uploaded image', { type: 'image', slack_file: { id: 'F1' }, alt_text: 'a' }],
  [
    'a collapsible container',
    { type: 'container', title: plain('More'), is_collapsible: true, child_blocks: [section('x')] },
  ],
  [
    'a plan with a pending task',
    {
      type: 'plan',
      title: 'Steps',
      tasks: [{ type: 'task_card', task_id: '1', title: 'x', status: 'pending' }],
    },
  ],
];

export const badBlocks: readonly (readonly [string, object, string])[] = [
  ['an unknown type', { type: 'nonsense' }, 'unsupported type: nonsense [json-pointer:/blocks/0/type]'],
  ['no type', { text: 'x' }, 'missing required field: type [json-pointer:/blocks/0]'],
  ['a section without text', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
  [
    'a long section',
    section(long(3001)),
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty section', section(''), 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
  [
    'eleven fields',
    { type: 'section', fields: times(11, mrkdwn('x')) },
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'a long field',
    { type: 'section', fields: [mrkdwn(long(2001))] },
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'a long header',
    { type: 'header', text: plain(long(151)) },
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'mrkdwn in a header',
    { type: 'header', text: mrkdwn('x') },
    'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
  ],
  [
    'eleven context elements',
    { type: 'context', elements: times(11, mrkdwn('x')) },
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'a button in a context',
    { type: 'context', elements: [button()] },
    'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
  ],
  ['no actions', actions(), 'no less than 1 items allowed [json-pointer:/blocks/0/elements]'],
  [
    '26 actions',
    actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `b${index}` }))),
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'a long button text',
    actions(button({ text: plain(long(76)) })),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a long button value',
    actions(button({ value: long(2001) })),
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'a long action id',
    actions(button({ action_id: long(256) })),
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    'an unknown style',
    actions(button({ style: 'green' })),
    'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'one action id twice',
    actions(button(), button()),
    'action_id already exists: go [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  [
    'an unknown property',
    { type: 'divider', colour: 'red' },
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'a confirm without text',
    actions(button({ confirm: { title: plain('T') } })),
    'missing required field: text [json-pointer:/blocks/0/elements/0/confirm]',
  ],
  [
    'a long confirm button',
    actions(button({ confirm: { text: plain('x'), confirm: plain(long(31)) } })),
    'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]',
  ],
  [
    'a long confirm title',
    actions(button({ confirm: { text: plain('x'), title: plain(long(101)) } })),
    'must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]',
  ],
  [
    '101 options',
    actions(menu(times(101, option('a')))),
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'a menu without options',
    actions(menu([])),
    'no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'a long option value',
    actions(menu([option(long(76))])),
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/value]',
  ],
  [
    'an initial option from elsewhere',
    actions(menu([option('a')], { initial_option: option('z') })),
    'initial_option must exactly match one of the provided options [json-pointer:/blocks/0/elements/0]',
  ],
  [
    'six overflow options',
    actions({ type: 'overflow', action_id: 'm', options: times(6, option('a')) }),
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'eleven radio buttons',
    actions({ type: 'radio_buttons', action_id: 'm', options: times(11, option('a')) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'an input in the actions',
    actions({ type: 'plain_text_input', action_id: 'x' }),
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'empty rich text',
    preformatted(''),
    'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
  ],
  [
    '101 table rows',
    { type: 'table', rows: times(101, [cell('a')]) },
    'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
  ],
  [
    '21 table columns',
    { type: 'table', rows: [times(21, cell('a'))] },
    'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
  ],
  [
    'a table with too much text',
    { type: 'table', rows: times(100, times(2, cell(long(51)))) },
    'tables must be less than 10001 characters [json-pointer:/blocks]',
  ],
  [
    'an image from nowhere',
    { type: 'image', alt_text: 'a' },
    'must provide exactly one of: image_url, slack_file [json-pointer:/blocks/0]',
  ],
  [
    'a long block id',
    { type: 'divider', block_id: long(256) },
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
  ],
  [
    'a pending task of its own',
    { type: 'task_card', task_id: '1', title: 'x', status: 'pending' },
    'must be a valid enum value [json-pointer:/blocks/0/status]',
  ],
  [
    'an alert outside a modal',
    { type: 'alert', text: mrkdwn('x') },
    'unsupported type: alert [json-pointer:/blocks/0/type]',
  ],
];
