import type { Block } from '../message.ts';
import { isObject } from './rule.ts';

const actionable = new Set([
  'button',
  'workflow_button',
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'multi_static_select',
  'multi_external_select',
  'multi_users_select',
  'multi_conversations_select',
  'multi_channels_select',
  'checkboxes',
  'radio_buttons',
  'datepicker',
  'timepicker',
  'datetimepicker',
  'overflow',
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
  'rich_text_input',
  'file_input',
  'feedback_buttons',
  'icon_button',
]);

export const isActionable = (type: unknown): boolean => actionable.has(String(type));

function complete(value: unknown, makeId: () => string): unknown {
  if (Array.isArray(value)) return value.map((item) => complete(item, makeId));
  if (!isObject(value)) return value;
  const filled: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) filled[name] = complete(item, makeId);
  if (value['type'] === 'plain_text') filled['emoji'] ??= true;
  if (value['type'] === 'mrkdwn') filled['verbatim'] ??= false;
  if (isActionable(value['type'])) filled['action_id'] ??= makeId();
  return filled;
}

/**
 * Blocks as Slack gives them back: with the block ids, action ids and text flags that the app left out. An app that
 * compares what it sent with what it reads meets the difference here too.
 */
export function completeBlocks(blocks: readonly Block[], makeId: () => string): readonly Block[] {
  return blocks.map((block) => {
    const filled = complete(block, makeId) as Record<string, unknown>;
    if (filled['block_id'] === undefined || filled['block_id'] === '') filled['block_id'] = makeId();
    return filled as Block;
  });
}
