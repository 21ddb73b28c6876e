import type { ActionRequest } from '../../model/action-request.ts';
import type { IncidentSnapshot } from '../../model/incident.ts';
import type { MessageRecord } from '../../model/message.ts';
import type { Severity } from '../../model/severity.ts';
import type { Store } from '../../store/store.ts';
import { successorId } from '../../model/successor-id.ts';
import { fitMessage } from '../fit-message.ts';
import { placeLink } from '../text/permalink.ts';
import { cardView } from '../views/card.ts';
import { detailView } from '../views/detail.ts';
import { breakGlassEndsAt } from '../views/break-glass-lines.ts';
import { debtView } from '../views/debt-message.ts';
import { digestView, mostNews } from '../views/digest.ts';
import { headView } from '../views/head-message.ts';
import { noteView, wakeView } from '../views/line.ts';
import type { MessageView, PersonName } from '../views/message-view.ts';
import { planView, undoEndsAt } from '../views/plan-message.ts';
import { placeOfPlan, renderPage } from './render-page.ts';
import { stormCardView } from '../views/storm-card.ts';

export interface RenderOptions {
  store: Pick<
    Store,
    'loadIncident' | 'loadRequest' | 'listRequests' | 'loadMessage' | 'loadStorm' | 'loadDigest' | 'findDebt'
  >;
  /** `https://example.slack.com/`; undefined until auth.test answered. */
  workspaceUrl?: () => string | undefined;
  loadNames: (slackUsers: Iterable<string>) => Promise<PersonName>;
  /** Slack users that a wake pings. */
  mentions: readonly string[];
  /** Slack users that are pinged when somebody acts alone. */
  glassMentions?: readonly string[];
  /** How long a done action offers Undo. @default one hour */
  undoOfferedMs?: number;
  /** How many incidents a minute have cards of their own. */
  stormAfter: number;
  now: () => number;
}

/** What a message should show, and when that changes by itself (an Undo that ends). */
export interface DesiredMessage {
  view: MessageView;
  /** True for the card of an incident that is resolved. */
  over?: boolean;
  /** Of the incident that it is about. */
  severity?: Severity;
  changesAt?: number;
}

const shownRequests = 10;
const searchedRequests = 50;

/** Computes what a message should show from the store; undefined when there is nothing to show. Charts are pictures: elsewhere. */
export async function renderMessage(
  record: MessageRecord,
  options: RenderOptions,
): Promise<DesiredMessage | undefined> {
  switch (record.kind) {
    case 'card':
      return await renderCard(record, options);
    case 'detail': {
      const snapshot = await loadIncident(record, options);
      return snapshot && { view: fitMessage(detailView(snapshot)) };
    }
    case 'plan':
      return await renderPlan(record, options);
    case 'page':
      return await renderPage(record, options);
    case 'wake': {
      const personName = await options.loadNames(peopleIn(record.text ?? ''));
      const { mentions } = options;
      return { view: fitMessage(wakeView({ text: record.text ?? '', mentions, personName })) };
    }
    case 'note':
      return {
        view: fitMessage(noteView(record.text ?? '', await options.loadNames(peopleIn(record.text ?? '')))),
      };
    case 'digest': {
      const digest = await options.store.loadDigest(record.id, mostNews);
      const people = digest.news.flatMap(({ text }) => peopleIn(text ?? ''));
      return { view: fitMessage(digestView(digest, await options.loadNames(people))) };
    }
    case 'debt':
      return await renderDebt(record, options);
    case 'audit-head':
      return { view: headView(record.text ?? '') };
    case 'storm':
      return await renderStorm(record, options);
    case 'chart':
      return undefined;
    default:
      // A newer version beside this one made it and knows how to show it: it stays due until that one takes it.
      throw new Error(`this version does not know how to show ${record.id}`);
  }
}

async function loadIncident(
  record: MessageRecord,
  { store }: RenderOptions,
): Promise<IncidentSnapshot | undefined> {
  return record.incidentId === undefined ? undefined : await store.loadIncident(record.incidentId);
}

async function renderCard(
  record: MessageRecord,
  options: RenderOptions,
): Promise<DesiredMessage | undefined> {
  const snapshot = await loadIncident(record, options);
  if (snapshot === undefined) return undefined;
  const { incident } = snapshot;
  const requests = await options.store.listRequests({ incidentId: incident.id, limit: shownRequests });
  const people = [incident.acknowledgedBy, incident.resolvedBy, ...requests.flatMap(peopleOf)];
  const personName = await options.loadNames(people.filter((one) => one !== undefined));
  return {
    view: fitMessage(cardView({ snapshot, requests, personName })),
    severity: incident.severity,
    over: incident.state === 'resolved' || incident.state === 'closed',
  };
}

async function renderDebt(
  record: MessageRecord,
  options: RenderOptions,
): Promise<DesiredMessage | undefined> {
  const { requestId = '', id } = record;
  const debt = await options.store.findDebt({ requestId });
  const request = await options.store.loadRequest(requestId);
  if (debt === undefined || request === undefined) return undefined;
  const snapshot = await loadIncident(record, options);
  const reminder = /\/reminder-(\d+)$/.exec(id)?.[1];
  const people = [debt.owedBy, debt.review?.person, ...peopleOf(request)];
  const view = debtView({
    debt,
    request,
    ...(snapshot !== undefined && { incident: snapshot.incident }),
    ...(reminder !== undefined && { reminder: Number(reminder) }),
    mentions: options.glassMentions ?? [],
    personName: await options.loadNames(people.filter((one) => one !== undefined)),
  });
  return { view: fitMessage(view) };
}

async function renderStorm(
  record: MessageRecord,
  options: RenderOptions,
): Promise<DesiredMessage | undefined> {
  const snapshot = await options.store.loadStorm(record.id.slice('storm/'.length));
  if (snapshot === undefined) return undefined;
  const { acknowledgedBy } = snapshot.storm;
  const personName = await options.loadNames(acknowledgedBy === undefined ? [] : [acknowledgedBy]);
  return { view: fitMessage(stormCardView({ snapshot, after: options.stormAfter, personName })) };
}

async function renderPlan(
  record: MessageRecord,
  options: RenderOptions,
): Promise<DesiredMessage | undefined> {
  const { store } = options;
  const request = record.requestId === undefined ? undefined : await store.loadRequest(record.requestId);
  if (request === undefined) return undefined;
  const snapshot = await loadIncident(record, options);
  const undoneBy = request.state === 'done' ? await findUndo(request, options) : undefined;
  const now = options.now();
  const successor = request.state === 'superseded' ? await linkToSuccessor(request, options) : undefined;
  const view = planView({
    request,
    ...(successor !== undefined && { successor }),
    ...(snapshot !== undefined && { incident: snapshot.incident }),
    ...(undoneBy !== undefined && { undoneBy }),
    personName: await options.loadNames(peopleOf(request)),
    ...(options.undoOfferedMs !== undefined && { undoOfferedMs: options.undoOfferedMs }),
    now,
  });
  const ends = undoEndsAt(request, options.undoOfferedMs) ?? breakGlassEndsAt(request);
  return { view: fitMessage(view), ...(ends !== undefined && ends > now && { changesAt: ends }) };
}

/** The plan that took its place, where there is one. */
async function linkToSuccessor(
  { id }: ActionRequest,
  { store, workspaceUrl }: RenderOptions,
): Promise<string | undefined> {
  const place = await placeOfPlan(store, successorId(id));
  return place && placeLink(workspaceUrl?.(), place, 'The new plan');
}

async function findUndo(
  request: ActionRequest,
  { store }: RenderOptions,
): Promise<ActionRequest | undefined> {
  const requests = await store.listRequests({
    ...(request.incidentId !== undefined && { incidentId: request.incidentId }),
    limit: searchedRequests,
  });
  return requests.find((one) => one.undoes === request.id);
}

function peopleOf(request: ActionRequest): string[] {
  return [request.askedBy, ...request.approvals.map((approval) => approval.person)];
}

function peopleIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]{2,20})/g)].flatMap((match) => match[1] ?? []).slice(0, 20);
}
