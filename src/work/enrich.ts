import type { Logger } from '../observe/logger.ts';
import { withIncidentSpan } from '../observe/tracing.ts';
import type { Effects, MessageWanted, Store } from '../store/store.ts';
import type { IncidentContext, IncidentSnapshot } from '../model/incident.ts';
import { incidentName } from '../model/incident.ts';
import { isFolded } from '../model/folded.ts';
import { lookAgainInMs } from '../incidents/look-again.ts';
import { link, type LinkStore } from './link.ts';
import { lookAfterEnd } from './look-after-end.ts';
import { finished, type WorkHandler, type WorkResult } from './worker.ts';

export interface EnrichTools {
  store: Pick<Store, 'recordContext'> & LinkStore;
  /** The pipeline: collect, diagnose, match runbooks. */
  walk: (snapshot: IncidentSnapshot, collectedAt: number) => Promise<IncidentContext>;
  now: () => number;
  log: Logger;
}

/** Finds out what is wrong with an incident and stores it; the card follows from the store. */
export function createEnrich(tools: EnrichTools): WorkHandler {
  return async (incidentId) => {
    const snapshot = await tools.store.loadIncident(incidentId);
    // A closed incident is history: what the cluster looks like now says nothing about it.
    if (snapshot === undefined || snapshot.incident.state === 'closed') return finished;
    return await withIncidentSpan(incidentId, 'enrich', {}, async () => {
      const context = await tools.walk(snapshot, tools.now());
      if (
        isHistory(snapshot) ||
        (context.findings.length === 0 && (await isBeingHealed(tools.store, snapshot)))
      ) {
        tools.log.debug(
          { incident: incidentName(snapshot.incident) },
          'healing: the cause that was found stands',
        );
        return next(tools, snapshot, context);
      }
      await tools.store.recordContext(incidentId, context, effectsOf(snapshot, context, tools.now()));
      await link(tools.store, incidentId, snapshot.context === undefined ? 'first' : 'later', tools.now());
      tools.log.info(
        {
          incident: incidentName(snapshot.incident),
          evidence: context.evidence.length,
          cause: context.findings[0]?.code ?? 'not found',
          runbook: context.runbooks[0]?.runbook,
        },
        'diagnosed',
      );
      return next(tools, snapshot, context);
    });
  };
}

/** When to look again. What is folded into a storm has no card: it is looked at when it gets one. */
async function next(
  { store, now }: EnrichTools,
  { incident }: IncidentSnapshot,
  { evidence, findings }: IncidentContext,
): Promise<WorkResult> {
  if (isFolded(incident) || !incident.clusterKnown) return finished;
  if (incident.state === 'resolved') return await lookAfterEnd(store, incident, evidence, now());
  return { againInMs: lookAgainInMs(incident, findings.length > 0 ? 'found' : 'not-found', now()) };
}

/** What was seen while it fired stays on the card of one that is over. */
function isHistory({ incident, context }: IncidentSnapshot): boolean {
  return incident.state === 'resolved' && context !== undefined;
}

/** After an action, or at the end, the symptoms are gone: what was found while it fired must stay on the card. */
async function isBeingHealed(
  store: EnrichTools['store'],
  { incident, context }: IncidentSnapshot,
): Promise<boolean> {
  if (context === undefined || context.findings.length === 0) return false;
  if (incident.state === 'resolved') return true;
  const acted = await store.listRequests({
    incidentId: incident.id,
    states: ['executing', 'verifying', 'done'],
    limit: 1,
  });
  return acted.length > 0;
}

/** The thread's detail and chart exist from the first evidence on; the timeline notes each new cause once. */
function effectsOf(snapshot: IncidentSnapshot, context: IncidentContext, now: number): Effects {
  const { id, channel } = snapshot.incident;
  const wanted = { incidentId: id, channel, threadOf: `card/${id}` };
  const messages: MessageWanted[] = [];
  // A storm's sample: only the storm's card tells what was found.
  const hasCard = !isFolded(snapshot.incident);
  if (hasCard && context.evidence.length > 0)
    messages.push({ id: `detail/${id}`, kind: 'detail', ...wanted });
  const metric = context.evidence.find((one) => one.kind === 'metric');
  if (hasCard && metric?.data.series.some((series) => series.points.length > 1) === true) {
    messages.push({ id: `chart/${id}`, kind: 'chart', ...wanted });
  }
  const before = snapshot.context?.findings[0]?.code;
  const found = context.findings[0];
  const text = found?.sentence ?? 'Cause not found';
  const changed = snapshot.context === undefined || before !== found?.code;
  return {
    messages,
    timeline: changed ? [{ incidentId: id, at: now, kind: 'diagnosed', text }] : [],
  };
}
