import { describe, expect, it } from 'vitest';
import {
  problemLine,
  validateMessageBlocks,
  validateView,
} from '../../../../src/drill/slack/blocks/validate-blocks.ts';

import { badBlocks, cell, goodBlocks, long, mrkdwn, plain, times } from './block-samples.ts';

describe('the blocks of a message', () => {
  it.each(goodBlocks)('may be %s', (_name, block) => {
    expect(validateMessageBlocks([block])).toEqual([]);
  });

  it.each(badBlocks)('may not be %s', (_name, block, line) => {
    expect(validateMessageBlocks([block]).map(problemLine)).toContain(line);
  });

  it('are at most 50', () => {
    expect(validateMessageBlocks(times(50, { type: 'divider' }))).toEqual([]);
    expect(validateMessageBlocks(times(51, { type: 'divider' })).map(problemLine)).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ]);
  });

  it('have each block id once', () => {
    const twice = times(2, { type: 'divider', block_id: 'a' });
    expect(validateMessageBlocks(twice).map(problemLine)).toEqual([
      'block_id already exists: a [json-pointer:/blocks/1/block_id]',
    ]);
  });

  it('hold 12,000 characters of markdown together', () => {
    expect(validateMessageBlocks(times(2, { type: 'markdown', text: long(6000) }))).toEqual([]);
    expect(validateMessageBlocks(times(2, { type: 'markdown', text: long(6001) }))).toHaveLength(1);
  });

  it('names the place in an attachment', () => {
    const [problem] = validateMessageBlocks([{ type: 'nonsense' }], '/attachments/0/blocks');
    expect(problem?.pointer).toBe('/attachments/0/blocks/0/type');
  });
});

describe('a modal', () => {
  const modal = (more: object) => ({
    type: 'modal',
    title: plain('T'),
    submit: plain('S'),
    blocks: [],
    ...more,
  });
  const input = { type: 'input', label: plain('L'), element: { type: 'plain_text_input', action_id: 'x' } };

  it.each([
    ['inputs and a submit button', modal({ blocks: [input] })],
    ['an alert', modal({ blocks: [{ type: 'alert', text: mrkdwn('x'), level: 'warning' }] })],
    ['100 blocks', modal({ blocks: times(100, { type: 'divider' }) })],
    ['empty metadata', modal({ private_metadata: '' })],
  ])('may have %s', (_name, view) => {
    expect(validateView(view)).toEqual([]);
  });

  it.each([
    [
      'a long title',
      modal({ title: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'a long submit',
      modal({ submit: plain(long(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'much metadata',
      modal({ private_metadata: long(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'a long callback id',
      modal({ callback_id: long(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      '101 blocks',
      modal({ blocks: times(101, { type: 'divider' }) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'an input but no submit',
      { type: 'modal', title: plain('T'), blocks: [input] },
      'missing required field: submit [json-pointer:/view]',
    ],
    [
      'a table',
      modal({ blocks: [{ type: 'table', rows: [[cell('a')]] }] }),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
  ])('may not have %s', (_name, view, line) => {
    expect(validateView(view).map(problemLine)).toContain(line);
  });
});
