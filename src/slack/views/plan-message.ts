import type { Button } from '@slack/types';
import { actionRequestStateWords, type ActionRequest } from '../../model/action-request.ts';
import { isSilenceAction } from '../../model/action.ts';
import { incidentName, type Incident } from '../../model/incident.ts';
import { isStepped } from '../../model/plan.ts';
import { verdictWords, type Verdict } from '../../model/verdict.ts';
import { actionIds } from '../action-ids.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignCode, foreignText } from '../text/foreign-text.ts';
import { answerButtons } from './answer-buttons.ts';
import { breakGlassLines } from './break-glass-lines.ts';
import { button, joinLines, preformatted, section } from './elements.ts';
import type { MessageView, PersonName } from './message-view.ts';

export interface PlanState {
  request: ActionRequest;
  incident?: Pick<Incident, 'number' | 'title'>;
  personName: PersonName;
  /** The request that undoes this one, when somebody asked for that. */
  undoneBy?: Pick<ActionRequest, 'state'>;
  /** Of a superseded one: a link to the plan that took its place, mrkdwn. */
  successor?: string;
  /** @default one hour */
  undoOfferedMs?: number;
  /** Milliseconds; decides only whether Undo is still offered. */
  now: number;
}

/** A done, reversible action offers Undo for so long, unless the config says otherwise. */
export const defaultUndoOfferedMs = 60 * 60 * 1000;

/** When the Undo button has to go, if there is one now. */
export function undoEndsAt(request: ActionRequest, undoOfferedMs = defaultUndoOfferedMs): number | undefined {
  if (request.state !== 'done' || !request.plan.reversible) return undefined;
  return (request.execution?.finishedAt ?? request.execution?.startedAt ?? request.askedAt) + undoOfferedMs;
}

/** The plan to approve, and afterwards the same plan with what became of it. */
export function planView(state: PlanState): MessageView {
  const { request, incident } = state;
  const title = foreignText(request.plan.title, 400);
  const word = actionRequestStateWords[request.state];
  const of = incident === undefined ? '' : `${incidentName(incident)}: `;
  const blocks: MessageView['blocks'] = [
    section('plan', `*${of}${title}*\n${outcomeText(state)}`),
    preformatted('diff', request.plan.diff, { maxCharacters: 3500, keep: 'start' }),
    section('effect', effectText(request)),
    section('who', whoText(state)),
  ];
  const buttons = planButtons(state);
  if (buttons.length > 0) blocks.push({ type: 'actions', block_id: 'answer', elements: buttons });
  return { text: `${word}: ${of}${title}. ${outcomeText(state)}`, blocks };
}

/** In what state it is, who decided, why and what came of it; mrkdwn. */
export function outcomeText({
  request,
  personName,
  successor,
}: Pick<PlanState, 'request' | 'personName' | 'successor'>): string {
  const { execution, state } = request;
  const word = `*${actionRequestStateWords[state]}*`;
  // A person's reason may end as they like.
  const ended = request.endReason?.replace(/[.\s]+$/, '');
  const reason = ended === undefined ? '' : `: ${foreignText(ended, 600)}`;
  switch (state) {
    case 'awaiting-approval': {
      if (request.approvalsNeeded === 0)
        return `*Waits for one click* of who asked. Nothing has been changed yet.${newsText(request)}`;
      const missing =
        request.approvalsNeeded - request.approvals.filter((one) => one.answer === 'approve').length;
      return `${word} of ${missing} ${missing === 1 ? 'person' : 'people'}. Nothing has been changed yet.${newsText(request)}`;
    }
    case 'executing':
      if (execution?.aborted !== undefined)
        return `*Being aborted*, as ${foreignText(personName(execution.aborted.by), 80)} asked ${dateToken(execution.aborted.at)}: no further step begins.`;
      if (execution?.progress !== undefined) return `${word}: ${foreignText(execution.progress, 600)}.`;
      return execution?.calledAt === undefined
        ? `${word}.`
        : `${word}: sent ${dateToken(execution.calledAt)}.`;
    case 'verifying':
    case 'done':
    case 'failed': {
      const found = execution?.message === undefined ? reason : `: ${foreignText(execution.message, 600)}`;
      if (state === 'verifying' && execution?.progress !== undefined)
        return `${word}${found}\n${foreignText(execution.progress, 600)}.`;
      const verdict = execution?.verdict;
      const judged =
        verdict === undefined
          ? ''
          : `\n*Verdict: ${verdictWords[verdict.result]}.* ${foreignText(verdict.sentence, 600)}${partsText(verdict)}`;
      return `${word}${found}${judged}`;
    }
    case 'denied': {
      const by = request.approvals.find((one) => one.answer === 'deny');
      return `${word}${by === undefined ? '' : ` by ${foreignText(personName(by.person), 80)}`}${reason}. Nothing was changed.`;
    }
    case 'superseded': {
      const next = successor === undefined ? '' : ` ${successor}`;
      return `${word}${reason}. Nothing was changed.${next}`;
    }
    default:
      return `${word}${reason}. Nothing was changed.`;
  }
}

/** What happened since it was planned, as whoever wanted to approve it was told. */
function newsText({ news = [] }: ActionRequest): string {
  return news
    .map(({ words, at }) => `\nℹ️ Meanwhile ${foreignText(words, 300)} (seen ${dateToken(at)}).`)
    .join('');
}

/** Of several objects: a line for each. */
function partsText({ parts = [] }: Verdict): string {
  const lines = parts.map(
    ({ name, result, sentence }) =>
      `• ${foreignCode(name, 80)} ${verdictWords[result]}: ${foreignText(sentence, 200)}`,
  );
  return lines.length === 0 ? '' : `\n${joinLines(lines, 1500)}`;
}

function effectText({ plan }: ActionRequest): string {
  const { endsAt } = plan.after;
  const lines = [
    ...(typeof endsAt === 'number' ? [`*Ends* ${dateToken(endsAt)}`] : []),
    `*Reaches* ${foreignText(plan.blastRadius, 400)}`,
    `*Risk* ${plan.risk}${plan.reversible ? ', can be undone' : ', cannot be undone'}`,
    `*${isSilenceAction(plan.parameters.action) ? 'Tried' : 'Dry run'}* ${plan.dryRun.accepted ? '✅ accepted' : '❌ refused'}: ${foreignText(plan.dryRun.message, 400)}`,
    ...plan.warnings.map((warning) => `⚠️ ${foreignText(warning, 400)}`),
  ];
  return joinLines(lines, 2900);
}

function whoText({ request, personName, now }: PlanState): string {
  const user = foreignText(request.askedByUser, 120);
  const lines = [
    `*Asked by* ${foreignText(personName(request.askedBy), 80)} (${user}) ${dateToken(request.askedAt)}`,
    ...approvalsOfOthers(request).map(
      (approval) =>
        `*${approval.answer === 'approve' ? 'Approved by' : 'Denied by'}* ${foreignText(personName(approval.person), 80)} (${foreignText(approval.user, 120)}) ${dateToken(approval.at)}`,
    ),
  ];
  lines.push(...breakGlassLines(request, personName, now));
  if (request.state === 'awaiting-approval') {
    const who = request.approvers.map((approver) => foreignCode(approver, 80)).join(', ');
    lines.push(
      request.approvalsNeeded === 0
        ? `*May approve* who asked, ${who}`
        : `*May approve* ${who === '' ? 'nobody: no rule names one' : who}, but not who asked`,
      `*Expires* ${dateToken(request.expiresAt)}`,
    );
  }
  if (request.execution !== undefined) lines.push(`*Execution* ${foreignCode(request.execution.id, 80)}`);
  return joinLines(lines, 2900);
}

/** For who asked, when nobody answers; anybody else is told so when they press it. */
function breakGlassButton({ handle, plan, breakGlass, breakGlassOffered }: ActionRequest): Button[] {
  if (breakGlassOffered !== true || breakGlass !== undefined) return [];
  const label = `Nobody answers: break the glass and carry it out alone: ${plan.title}`;
  return [button({ actionId: actionIds.breakGlass, text: 'Break glass', value: handle, label })];
}

/** Who broke the glass is said as that. */
function approvalsOfOthers({ approvals, breakGlass }: ActionRequest): ActionRequest['approvals'] {
  return breakGlass?.usedAt === undefined
    ? approvals
    : approvals.filter(({ user, answer }) => user !== breakGlass.user || answer !== 'approve');
}

const undoIsUnderWay = new Set<ActionRequest['state']>([
  'awaiting-approval',
  'executing',
  'verifying',
  'done',
]);

function planButtons({ request, undoneBy, undoOfferedMs, now }: PlanState): Button[] {
  const { handle, state, plan } = request;
  if (state === 'awaiting-approval')
    return [
      ...answerButtons({ handle, title: plan.title }),
      button({ actionId: actionIds.cancel, text: 'Cancel', value: handle, label: `Cancel: ${plan.title}` }),
      ...breakGlassButton(request),
    ];
  if (state === 'executing' && request.execution !== undefined)
    return isStepped(plan) && request.execution.aborted === undefined
      ? [
          button({
            actionId: actionIds.abort,
            text: 'Abort',
            value: request.execution.id,
            style: 'danger',
            label: `Abort: ${plan.title}`,
          }),
        ]
      : [];
  const ends = undoEndsAt(request, undoOfferedMs);
  if (undoneBy !== undefined && undoIsUnderWay.has(undoneBy.state)) return [];
  if (ends === undefined || now >= ends || request.execution === undefined) return [];
  return [
    button({
      actionId: actionIds.undo,
      text: 'Undo',
      value: request.execution.id,
      ...(request.execution.verdict?.result === 'worse' && { style: 'primary' as const }),
      label: `Undo: ${plan.title}`,
    }),
  ];
}
