import type {
  Button,
  ContextBlock,
  HeaderBlock,
  MrkdwnElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { slackLimits } from '../limits.ts';
import { cleanLine, cleanLines } from '../text/foreign-text.ts';
import { truncateText } from '../text/truncate-text.ts';

/** `verbatim`: Slack turns no address or `#name` in it into a link by itself. Never empty: Slack refuses that. */
export function mrkdwn(text: string): MrkdwnElement {
  const cut = truncateText(text, slackLimits.sectionText, 'mrkdwn');
  return { type: 'mrkdwn', text: cut.trim() === '' ? '–' : cut, verbatim: true };
}

/** `text` is mrkdwn. `blockId` is stable over edits, so that a view keeps its places. */
export function section(blockId: string, text: string, accessory?: Button): SectionBlock {
  const block: SectionBlock = { type: 'section', block_id: blockId, text: mrkdwn(text) };
  return accessory === undefined ? block : { ...block, accessory };
}

/** `text` is plain and foreign. */
export function header(blockId: string, text: string): HeaderBlock {
  const line = truncateText(cleanLine(text), slackLimits.headerText);
  return {
    type: 'header',
    block_id: blockId,
    text: { type: 'plain_text', text: line === '' ? '–' : line, emoji: false },
  };
}

export function context(blockId: string, text: string): ContextBlock {
  return { type: 'context', block_id: blockId, elements: [mrkdwn(text)] };
}

export interface ButtonWords {
  actionId: string;
  /** Plain, foreign parts allowed. */
  text: string;
  value: string;
  /** What a screen reader says instead of the short label. */
  label?: string;
  style?: 'primary' | 'danger';
}

export function button(words: ButtonWords): Button {
  const made: Button = {
    type: 'button',
    action_id: words.actionId,
    text: {
      type: 'plain_text',
      text: truncateText(cleanLine(words.text), slackLimits.buttonTextOnPhone),
      emoji: false,
    },
    value: words.value,
  };
  if (words.label !== undefined)
    made.accessibility_label = truncateText(cleanLine(words.label), slackLimits.accessibilityLabel);
  if (words.style !== undefined) made.style = words.style;
  return made;
}

/** Logs and diffs: nothing in it is parsed. `maxCharacters` keeps the end (`newest last`) or the start. */
export function preformatted(
  blockId: string,
  lines: readonly string[],
  options: { maxCharacters: number; keep: 'start' | 'end' },
): RichTextBlock {
  const kept = keepLines(lines.map(cleanLines), options);
  return {
    type: 'rich_text',
    block_id: blockId,
    elements: [
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: kept === '' ? '(empty)' : kept }] },
    ],
  };
}

/** Whole lines while they fit; one line that is too long alone is cut. */
function keepLines(
  lines: readonly string[],
  { maxCharacters, keep }: { maxCharacters: number; keep: 'start' | 'end' },
): string {
  const order = keep === 'end' ? lines.toReversed() : lines;
  const kept: string[] = [];
  let left = maxCharacters;
  for (const line of order) {
    if (line.length + 1 > left) {
      if (kept.length === 0) kept.push(truncateText(line, maxCharacters));
      break;
    }
    kept.push(line);
    left -= line.length + 1;
  }
  return (keep === 'end' ? kept.toReversed() : kept).join('\n');
}

/** Mrkdwn lines that fit into one section, with a last line that says how many did not. */
export function joinLines(lines: readonly string[], maxCharacters: number): string {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > maxCharacters - 30) break;
    kept.push(line);
    length += line.length + 1;
  }
  const missing = lines.length - kept.length;
  if (missing > 0) kept.push(`… and ${missing} more`);
  return kept.join('\n');
}
