import { slackLimits as limits } from './limits.ts';
import { cleanLines } from './text/foreign-text.ts';
import { truncateText } from './text/truncate-text.ts';
import { validateMessage } from './validate-blocks.ts';
import { context } from './views/elements.ts';
import type { MessageView } from './views/message-view.ts';

/**
 * Makes a message that Slack takes: cuts `text`, leaves out blocks from the end (never buttons) and says how many; what
 * is still refused becomes its plain version. Total: any view gives a message that passes `validateMessage`.
 */
export function fitMessage(view: MessageView): MessageView {
  const text = fitText(view.text);
  if (validateMessage({ text, blocks: view.blocks }).length === 0) return { text, blocks: view.blocks };
  const blocks = [...view.blocks];
  let leftOut = 0;
  while (blocks.length > 1) {
    const last = blocks.findLastIndex((block) => !hasButtons(block));
    if (last < 0) break;
    blocks.splice(last, 1);
    leftOut += 1;
    const shortened = { text, blocks: [...blocks, leftOutLine(leftOut)] };
    if (validateMessage(shortened).length === 0) return shortened;
  }
  return plainMessage(text);
}

/** Without buttons and layout: what is sent when Slack refuses the blocks (`invalid_blocks`, `msg_blocks_too_long`). */
export function plainMessage(text: string): MessageView {
  const fitting = fitText(text);
  const cut = truncateText(fitting, limits.sectionText, 'mrkdwn');
  return {
    text: fitting,
    blocks: [{ type: 'section', block_id: 'plain', text: { type: 'mrkdwn', text: cut, verbatim: true } }],
  };
}

function fitText(text: string): string {
  let cut = truncateText(cleanLines(text), limits.messageText, 'mrkdwn');
  while (Buffer.byteLength(cut) > limits.messageText) {
    cut = truncateText(cut, Math.floor(cut.length * 0.9), 'mrkdwn');
  }
  return cut.trim() === '' ? '–' : cut;
}

function hasButtons(block: MessageView['blocks'][number]): boolean {
  return block.type === 'actions' || (block.type === 'section' && block.accessory !== undefined);
}

function leftOutLine(count: number): MessageView['blocks'][number] {
  return context(
    'left-out',
    `${count} ${count === 1 ? 'part is' : 'parts are'} left out: the message would be too long for Slack.`,
  );
}
