import { isEntitled, principalsInWords } from '../approvals/principal.ts';
import { debtName, debtVerdictWords, type Debt } from '../model/break-glass.ts';
import type { Answer } from '../model/answer.ts';
import type { AuditEntry } from '../model/audit-record.ts';
import type { Command, Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { Store } from '../store/store.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { notMapped } from './not-mapped.ts';
import { withoutUndefined } from './without-undefined.ts';

export interface DebtTools {
  store: Pick<Store, 'listDebts' | 'findDebt' | 'reviewDebt' | 'appendAudit'>;
  findPerson: (slackUser: string) => Person | undefined;
  now: () => number;
}

const shownDebts = 15;

/** `/mw debts` and `/mw review`. */
export function createDebts(
  tools: DebtTools,
): (input: Input, command: Extract<Command, { verb: 'debts' | 'review' }>) => Promise<Answer> {
  return async (input, command) =>
    command.verb === 'debts' ? reportDebts(tools) : reviewDebt(tools, input, command);
}

/** `/mw debts`: what was done alone and waits for a second pair of eyes, then what was reviewed last. */
async function reportDebts(tools: Pick<DebtTools, 'store'>): Promise<Answer> {
  const debts = await tools.store.listDebts({ limit: shownDebts });
  if (debts.length === 0) return { text: 'Nobody ever broke the glass here: nothing waits for a review.' };
  const open = debts.filter(({ review }) => review === undefined);
  const lines = [
    open.length === 0
      ? 'Nothing waits for a review.'
      : `*${open.length} ${open.length === 1 ? 'waits' : 'wait'} for a review*: \`/mw review ${debtName(open[0] ?? { number: 1 })} ok --reason "…"\``,
    ...debts.map(debtLine),
  ];
  return { text: lines.join('\n') };
}

function debtLine(debt: Debt): string {
  const who = `<@${debt.owedBy}> (${escapeText(debt.owedByUser)})`;
  const what = `*${debtName(debt)}* ${escapeText(debt.title)}: ${who} alone ${dateToken(debt.openedAt)}, because: ${escapeText(debt.reason)}`;
  if (debt.review === undefined)
    return `• ${what}. Open: ${escapeText(principalsInWords(debt.reviewers))} may review it${debt.reminders === 0 ? '' : `; reminded ${debt.reminders === 1 ? 'once' : `${debt.reminders} times`}`}.`;
  const { person, verdict, reason, at } = debt.review;
  return `• ${what}. <@${person}> ${dateToken(at)}: ${debtVerdictWords[verdict]}: ${escapeText(reason)}.`;
}

/** Somebody says whether it was right. Never who did it, whichever Slack account they use. */
async function reviewDebt(
  tools: DebtTools,
  input: Input,
  { debt: number, verdict, reason }: Extract<Command, { verb: 'review' }>,
): Promise<Answer> {
  const debt = await tools.store.findDebt({ number });
  if (debt === undefined) return { text: `There is no ${debtName({ number })}. \`/mw debts\` lists them.` };
  const name = debtName(debt);
  if (debt.review !== undefined) return reviewedAlready(debt);
  const person = tools.findPerson(input.person);
  if (person === undefined) return notMapped(input.person);
  const refuse = async (why: string, message: string): Promise<Answer> => {
    await tools.store.appendAudit(
      entry(tools, input, person, debt, 'refused', { asked: 'review', reason: why }),
    );
    return { text: escapeText(message) };
  };
  if (person.user === debt.owedByUser || person.slackUser === debt.owedBy)
    return refuse('own-debt', `You did this yourself, so somebody else reviews ${name}.`);
  if (!isEntitled(debt.reviewers, person))
    return refuse(
      'not-entitled',
      `You (${person.user}) may not review ${name}; those who may are ${principalsInWords(debt.reviewers)}.`,
    );
  const written = await tools.store.reviewDebt(
    debt.requestId,
    { person: input.person, user: person.user, verdict, reason },
    {
      timeline: timelineOf(
        tools,
        debt,
        input.person,
        `${name} reviewed: ${debtVerdictWords[verdict]}: ${reason}`,
      ),
      audit: [entry(tools, input, person, debt, 'debt-reviewed', { verdict, reason })],
    },
  );
  if (written === 'conflict') return reviewedAlready((await tools.store.findDebt({ number })) ?? debt);
  if (written === 'own-debt')
    return refuse('own-debt', `You did this yourself, so somebody else reviews ${name}.`);
  return { text: `${name} is closed: ${debtVerdictWords[verdict]}. ${escapeText(debt.title)}.` };
}

function reviewedAlready(debt: Debt): Answer {
  const { review } = debt;
  const by =
    review === undefined
      ? ''
      : ` by <@${review.person}> ${dateToken(review.at)}: ${debtVerdictWords[review.verdict]}: ${escapeText(review.reason)}`;
  return { text: `${debtName(debt)} was reviewed already${by}.` };
}

function entry(
  tools: DebtTools,
  input: Input,
  person: Person,
  debt: Debt,
  kind: 'refused' | 'debt-reviewed',
  data: AuditEntry['data'],
): AuditEntry {
  return withoutUndefined({
    at: tools.now(),
    kind,
    actor: input.person,
    user: person.user,
    incidentId: debt.incidentId,
    requestId: debt.requestId,
    executionId: debt.executionId,
    data: { title: debt.title, debt: debtName(debt), owedBy: debt.owedByUser, ...data, ...fromWhere(input) },
  });
}

function timelineOf(tools: DebtTools, debt: Debt, person: string, text: string): readonly TimelineEntry[] {
  if (debt.incidentId === undefined) return [];
  return [{ incidentId: debt.incidentId, at: tools.now(), kind: 'debt-reviewed', text, person }];
}

function dateToken(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${new Date(at).toISOString()}>`;
}
