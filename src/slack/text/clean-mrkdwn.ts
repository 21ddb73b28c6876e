import { cleanLines, escapeMrkdwn } from './foreign-text.ts';
import { truncateText } from './truncate-text.ts';

const token = /<!date\^\d{1,12}\^[^<>|\n]{1,100}\|[^<>|\n]{1,60}>|<@([UW][A-Z0-9]{2,20})(?:\|[^<>\n]*)?>/g;
const entity = /&(?!amp;|lt;|gt;)/g;

/** What becomes of `<@U…>`: `keep` where it pings nobody (an ephemeral answer), else the person's name. */
export type MentionTreatment = 'keep' | ((slackUser: string) => string);

/**
 * Mrkdwn made by other rooms, once more made safe: date tokens stay, people are named (or kept), every other `<…>`
 * becomes text. Plain text passes too: what is escaped already is not escaped twice.
 */
export function cleanMrkdwn(text: string, maxCharacters: number, mentions: MentionTreatment): string {
  const clean = cleanLines(text.slice(0, maxCharacters * 4));
  let result = '';
  let done = 0;
  for (const match of clean.matchAll(token)) {
    result += escapeRest(clean.slice(done, match.index));
    const person = match[1];
    if (person === undefined) result += match[0];
    else result += mentions === 'keep' ? `<@${person}>` : escapeMrkdwn(mentions(person));
    done = match.index + match[0].length;
  }
  return truncateText(result + escapeRest(clean.slice(done)), maxCharacters, 'mrkdwn');
}

function escapeRest(text: string): string {
  return text.replace(entity, '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
