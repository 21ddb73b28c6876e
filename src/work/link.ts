import { sharedCause } from '../diagnosis/shared-cause.ts';
import { chooseParent, possibleLinks } from '../incidents/choose-parent.ts';
import { isNodeDown, isOpen, linkedEntry, namedNodes } from '../incidents/link-incidents.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../model/incident.ts';
import type { LinkReason } from '../model/incident-link.ts';
import type { Store } from '../store/store.ts';

export type LinkStore = Pick<
  Store,
  | 'loadIncident'
  | 'changeIncident'
  | 'findIncidentByKey'
  | 'listIncidentsByCause'
  | 'listRequests'
  | 'markDue'
>;

/** Somebody else changes it meanwhile: a click, an alert. The next look tries again. */
const attempts = 3;
/** Of one cause. */
const mostAlike = 50;

/**
 * Links an incident whose evidence was just stored: to the node that is down, to the oldest with the same cause, to what
 * was done for the last one of its key. One that explains others has them looked at.
 */
export async function link(
  store: LinkStore,
  incidentId: string,
  look: 'first' | 'later',
  now: number,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const snapshot = await store.loadIncident(incidentId);
    if (snapshot?.context === undefined || !isOpen(snapshot.incident)) return;
    const { context, incident } = snapshot;
    const cause = causeOf(snapshot, context);
    const chosen = needsParent(snapshot) ? await findParent(store, snapshot, cause) : undefined;
    const after: Incident = {
      ...incident,
      ...(cause === undefined ? {} : { sharedCause: cause }),
      ...(chosen === undefined ? {} : { partOf: { id: chosen.parent.id, reason: chosen.reason } }),
      ...(look === 'first' ? await withDone(store, incident) : {}),
    };
    if (cause === undefined) delete after.sharedCause;
    const timeline = chosen === undefined ? [] : [linkedEntry(incident, chosen.parent, chosen.reason, now)];
    const isSame = JSON.stringify(after) === JSON.stringify(incident);
    if (isSame || (await store.changeIncident(after, { timeline })) === 'written') {
      await callChildren(store, snapshot, context);
      return;
    }
  }
}

function needsParent({ incident, family }: IncidentSnapshot): boolean {
  return incident.partOf === undefined || family?.parent === undefined || !isOpen(family.parent);
}

function causeOf({ incident, alerts }: IncidentSnapshot, context: IncidentContext): string | undefined {
  if (incident.subject.kind === 'Node') return undefined;
  const cause = sharedCause(context);
  if (cause !== undefined) return `${incident.cluster}/${cause}`;
  // Not the cause yet: it is, once that node is known to be down.
  const [node] = namedNodes(alerts);
  return node === undefined ? undefined : `${incident.cluster}/on-node/${node}`;
}

async function findParent(
  store: LinkStore,
  snapshot: IncidentSnapshot,
  cause: string | undefined,
): Promise<ReturnType<typeof chooseParent>> {
  const { incident } = snapshot;
  const found: { snapshot: IncidentSnapshot; reason: LinkReason }[] = [];
  for (const { key, reason } of possibleLinks(snapshot)) {
    const there = await store.findIncidentByKey(key);
    if (there !== undefined) found.push({ snapshot: there, reason });
  }
  const isCause = cause !== undefined && !cause.startsWith(`${incident.cluster}/on-node/`);
  return chooseParent(incident, found, isCause ? await store.listIncidentsByCause(cause, 2) : []);
}

/** What was done when it was ill the last time: from the record of its requests. */
async function withDone(store: LinkStore, { earlier }: Incident): Promise<Pick<Incident, 'earlier'>> {
  if (earlier === undefined) return {};
  const [done] = await store.listRequests({ incidentId: earlier.id, states: ['done'], limit: 1 });
  return { earlier: { ...earlier, ...(done === undefined ? {} : { done: done.plan.title }) } };
}

/** The alerts of its pods may have come before the node's own: those incidents look for their node again. */
async function callChildren(
  store: LinkStore,
  { incident, alerts }: IncidentSnapshot,
  context: IncidentContext,
): Promise<void> {
  if (!isNodeDown(incident, alerts, context)) return;
  const { cluster, subject } = incident;
  for (const kind of ['on-node', 'node-not-ready']) {
    const waiting = await store.listIncidentsByCause(`${cluster}/${kind}/${subject.name}`, mostAlike);
    const orphans = waiting.filter(({ partOf }) => partOf === undefined);
    if (orphans.length > 0) await store.markDue(orphans.map(({ id }) => ({ kind: 'enrich', key: id })));
  }
}
