import { actionRequestStateWords, type ActionRequest } from '../../model/action-request.ts';
import { incidentName, type Incident } from '../../model/incident.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';
import { answerButtons } from './answer-buttons.ts';
import { joinLines, preformatted, section } from './elements.ts';
import type { MessageView, PersonName } from './message-view.ts';
import { outcomeText } from './plan-message.ts';

export interface PageState {
  request: ActionRequest;
  incident?: Pick<Incident, 'number' | 'title'>;
  personName: PersonName;
  /** Where everybody sees the plan: mrkdwn. */
  link: string;
  now: number;
}

const mostWarnings = 3;

/**
 * What one approver gets by direct message while a plan waits: its essentials, a link to the message that everybody sees,
 * and the same buttons, with the same handle. When it ends, what became of it.
 */
export function pageView(state: PageState): MessageView {
  const { request, incident, personName, link } = state;
  const { plan, handle } = request;
  const of = incident === undefined ? '' : `${incidentName(incident)}: `;
  const title = `${of}${foreignText(plan.title, 400)}`;
  const asker = foreignText(personName(request.askedBy), 80);
  if (request.state !== 'awaiting-approval') {
    const text = `*${title}*\n${approvedBy(state)}${outcomeText(state)}`;
    return {
      text: `${actionRequestStateWords[request.state]}: ${title}`,
      blocks: [section('page', `${text}\n${link}`)],
    };
  }
  const warnings = plan.warnings.slice(0, mostWarnings).map((text) => `⚠️ ${foreignText(text, 300)}`);
  const lines = [
    `*Reaches* ${foreignText(plan.blastRadius, 300)}`,
    `*Risk* ${plan.risk}${plan.reversible ? ', can be undone' : ', cannot be undone'}`,
    ...warnings,
    `*Expires* ${dateToken(request.expiresAt)}`,
    link,
  ];
  return {
    text: `${asker} asks for your approval: ${title}`,
    blocks: [
      section('page', `${asker} asks for your approval:\n*${title}*\n${outcomeText(state)}`),
      preformatted('diff', plan.diff, { maxCharacters: 700, keep: 'start' }),
      section('effect', joinLines(lines, 2900)),
      {
        type: 'actions',
        block_id: 'answer',
        elements: answerButtons({ handle, title: plan.title }),
      },
    ],
  };
}

function approvedBy({ request, personName }: PageState): string {
  const names = request.approvals
    .filter(({ answer }) => answer === 'approve')
    .map(({ person }) => foreignText(personName(person), 80));
  return names.length === 0 ? '' : `Approved by ${names.join(' and ')}. `;
}
