import type { Answer } from '../model/answer.ts';
import type { Overview } from '../model/overview.ts';
import { overviewInWords } from '../observe/overview-in-words.ts';
import { escapeText } from './escape-text.ts';

/** A Slack section holds 3,000 characters. */
const longest = 2_900;

/** `/mw status bot`: who runs, who holds what, what waits; as on the health page. */
export function reportBot(overview: Overview): Answer {
  const lines = overviewInWords(overview, { id: '' }).map(escapeText);
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > longest) break;
    shown.push(line);
  }
  if (shown.length < lines.length) shown.push('… the health page, /healthz, has the rest');
  return { text: `\`\`\`\n${shown.join('\n')}\n\`\`\`` };
}
