import type { IncidentSnapshot } from '../../model/incident.ts';
import type { MessageRecord } from '../../model/message.ts';
import type { Store } from '../../store/store.ts';
import { fitMessage } from '../fit-message.ts';
import { placeLink, type MessagePlace } from '../text/permalink.ts';
import type { MessageView, PersonName } from '../views/message-view.ts';
import { pageView } from '../views/page-message.ts';

export interface PageOptions {
  store: Pick<Store, 'loadIncident' | 'loadRequest' | 'loadMessage'>;
  loadNames: (slackUsers: Iterable<string>) => Promise<PersonName>;
  /** `https://example.slack.com/`; undefined until auth.test answered. */
  workspaceUrl?: () => string | undefined;
  now: () => number;
}

/**
 * The direct message to one approver. Nothing before the plan itself stands where everybody sees it (then this is marked
 * due again), and nothing anew after the request ended.
 */
export async function renderPage(
  record: MessageRecord,
  options: PageOptions,
): Promise<{ view: MessageView } | undefined> {
  const { store } = options;
  const request = record.requestId === undefined ? undefined : await store.loadRequest(record.requestId);
  if (request === undefined) return undefined;
  if (record.ts === undefined && request.state !== 'awaiting-approval') return undefined;
  const place = await placeOfPlan(store, request.id);
  if (place === undefined) return undefined;
  const snapshot: IncidentSnapshot | undefined =
    request.incidentId === undefined ? undefined : await store.loadIncident(request.incidentId);
  const people = [request.askedBy, ...request.approvals.map(({ person }) => person)];
  const view = pageView({
    request,
    ...(snapshot !== undefined && { incident: snapshot.incident }),
    personName: await options.loadNames(people),
    link: placeLink(options.workspaceUrl?.(), place, 'The plan, where everybody sees it'),
    now: options.now(),
  });
  return { view: fitMessage(view) };
}

/** Where a request's plan is shown; undefined while it is not. */
export async function placeOfPlan(
  store: Pick<Store, 'loadMessage'>,
  requestId: string,
): Promise<MessagePlace | undefined> {
  const plan = await store.loadMessage(`plan/${requestId}`);
  if (plan?.ts === undefined) return undefined;
  const root = plan.threadOf === undefined ? undefined : await store.loadMessage(plan.threadOf);
  return { channel: plan.channel, ts: plan.ts, ...(root?.ts !== undefined && { threadTs: root.ts }) };
}
