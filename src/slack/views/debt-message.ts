import { debtName, debtVerdictWords, type Debt } from '../../model/break-glass.ts';
import type { ActionRequest } from '../../model/action-request.ts';
import { incidentName, type Incident } from '../../model/incident.ts';
import { actionIds } from '../action-ids.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignCode, foreignText } from '../text/foreign-text.ts';
import { button, joinLines, section } from './elements.ts';
import { callOf } from './line.ts';
import type { MessageView, PersonName } from './message-view.ts';
import { requestLine } from './request-line.ts';

export interface DebtState {
  debt: Debt;
  /** What became of it. */
  request: ActionRequest;
  incident?: Pick<Incident, 'number' | 'title'>;
  /** Which reminder this is; absent: it happened just now. */
  reminder?: number;
  /** Slack users that the config names for this: they are pinged. */
  mentions: readonly string[];
  personName: PersonName;
}

/** Somebody acted alone: said aloud when it happens, again in reminders, and closed by a review. */
export function debtView(state: DebtState): MessageView {
  const { debt, request, incident, personName } = state;
  const who = `${foreignText(personName(debt.owedBy), 80)} (${foreignText(debt.owedByUser, 120)})`;
  const of = incident === undefined ? '' : `${incidentName(incident)}: `;
  const title = `${of}${foreignText(debt.title, 400)}`;
  const head =
    state.reminder === undefined
      ? `🚨 *Break-glass* by ${who}: ${title}`
      : `⏰ *${debtName(debt)} waits for a review*: ${who} did this alone ${dateToken(debt.openedAt)}: ${title}`;
  const lines = [
    head,
    `*Why alone* ${foreignText(debt.reason, 600)}`,
    `*What became of it* ${requestLine(request, personName)}`,
    owedText(debt, personName),
  ];
  // Who is pinged stands first: later edits ping nobody.
  const call = debt.review === undefined ? callOf(state.mentions) : '';
  const blocks: MessageView['blocks'] = [section('debt', `${call}${joinLines(lines, 2700)}`)];
  if (debt.review === undefined)
    blocks.push({
      type: 'actions',
      block_id: 'review',
      elements: [
        button({
          actionId: actionIds.review,
          text: 'Review',
          value: String(debt.number),
          label: `Review ${debtName(debt)}: ${debt.title}`,
        }),
      ],
    });
  return { text: `${call}${head}. Reason: ${foreignText(debt.reason, 300)}`, blocks };
}

function owedText({ number, review, reviewers }: Debt, personName: PersonName): string {
  const name = debtName({ number });
  if (review !== undefined)
    return `*${name} closed* by ${foreignText(personName(review.person), 80)} ${dateToken(review.at)}: ${debtVerdictWords[review.verdict]}: ${foreignText(review.reason, 600)}`;
  const who = reviewers.map((one) => foreignCode(one, 80)).join(', ');
  return `*Owed* ${name}: a review by ${who}, but not by who did it`;
}
