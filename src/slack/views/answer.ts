import type { Answer } from '../../model/answer.ts';
import { actionIds } from '../action-ids.ts';
import { cleanMrkdwn } from '../text/clean-mrkdwn.ts';
import { foreignText } from '../text/foreign-text.ts';
import { button, section } from './elements.ts';
import type { MessageView } from './message-view.ts';

/** More would not be read at 3 AM, and a message holds 50 blocks. */
const maxChoices = 20;
const maxTextBlocks = 3;

/** What one person sees alone. With choices: a numbered list, a short button beside each (long labels are cut on phones). */
export function answerView(answer: Answer, inputId: string): MessageView {
  const text = cleanMrkdwn(answer.text, 3900, 'keep');
  const blocks: MessageView['blocks'] = paragraphs(text).map((part, index) =>
    section(`answer-${index}`, part),
  );
  const choices = (answer.choices ?? []).slice(0, maxChoices);
  choices.forEach((choice, index) => {
    blocks.push(
      section(
        `choice-${index}`,
        `${index + 1}. ${foreignText(choice.label, 200)}`,
        button({
          actionId: actionIds.choose,
          text: `${index + 1}`,
          value: JSON.stringify({ inputId, incident: choice.incident }),
          label: choice.label,
        }),
      ),
    );
  });
  const list = choices.map((choice, index) => `${index + 1}. ${foreignText(choice.label, 80)}`);
  return { text: [text, ...list].join('\n'), blocks };
}

/** Sections hold 3000 characters: a longer text is cut between two lines. */
function paragraphs(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const line of text.split('\n')) {
    if (part !== '' && part.length + line.length + 1 > 2900 && parts.length < maxTextBlocks - 1) {
      parts.push(part);
      part = line;
    } else part = part === '' ? line : `${part}\n${line}`;
  }
  return [...parts, part];
}
