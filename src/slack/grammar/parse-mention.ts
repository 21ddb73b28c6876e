import type { Command } from '../../model/input.ts';
import { parseCommand } from './parse-command.ts';

/** `<@UBOT> ack` → what is said after the first mention of the bot; what stands before it was said to others. */
export function parseMention(text: string, botUser: string | undefined): Command {
  const mention = /<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g;
  for (const match of text.matchAll(mention)) {
    if (botUser === undefined || match[1] === botUser)
      return parseCommand(text.slice(match.index + match[0].length).replace(/^\s*[:,]/, ''));
  }
  return parseCommand(text);
}
