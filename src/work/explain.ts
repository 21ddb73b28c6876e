import type { ClusterNames } from '../incidents/choose-subject.ts';
import type { NoiseNames } from '../incidents/noise.ts';
import { alertName } from '../model/alert.ts';
import type { Answer } from '../model/answer.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { Command, Input } from '../model/input.ts';
import type { Store } from '../store/store.ts';
import type { AlertmanagerClient, ListedAlert } from '../telemetry/alertmanager/alertmanager-client.ts';
import { whyAlert, whyIncident, type UpstreamWords, type WhyIncident } from './report-why.ts';
import { resolveIncident } from './resolve-incident.ts';

export interface ExplainTools {
  store: Pick<
    Store,
    | 'findIncident'
    | 'findIncidentByThread'
    | 'listOpenIncidents'
    | 'loadIncident'
    | 'listTimeline'
    | 'listMessages'
    | 'findAlertsByName'
  >;
  clusters: ClusterNames & NoiseNames;
  /** By the cluster's name. */
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'alerts' | 'silences'>>;
}

/** A person waits for the answer. */
const askMs = 3_000;
const timelineEntries = 200;
/** Of a rule that fires for each pod; each has about 1 kB. */
const mostAlerts = 500;
const mostIncidents = 3;
const mostInhibitors = 5;
/** Of the incidents whose alerts a mistyped name is compared with. */
const mostSearched = 20;

/** `/mw why`: why somebody was paged or not, about an incident or about the alerts of one name. */
export function createExplain(tools: ExplainTools) {
  return async (input: Input, command: Extract<Command, { verb: 'why' }>): Promise<Answer> => {
    if (command.alert !== undefined) return explainAlert(tools, command.alert);
    const choice = await resolveIncident(tools.store, input, command.incident);
    if (choice.found === undefined) return choice.answer;
    const why = await recordOf(tools, choice.found.incident.id);
    return why === undefined ? { text: 'That incident is gone.' } : whyIncident(why, tools.clusters);
  };
}

async function explainAlert(tools: ExplainTools, name: string): Promise<Answer> {
  const found = await tools.store.findAlertsByName(name, mostAlerts);
  const ids = [...new Set(found.alerts.map(({ incidentId }) => incidentId))].slice(0, mostIncidents);
  const incidents = new Map<string, WhyIncident>();
  for (const id of ids) {
    const why = await recordOf(tools, id);
    if (why !== undefined) incidents.set(id, why);
  }
  const meant = found.deliveries === 0 ? await nearAlertName(tools.store, name) : undefined;
  const upstream = await upstreamWords(tools, name);
  return whyAlert(
    name,
    found,
    incidents,
    { ...upstream, ...(meant !== undefined && { meant }) },
    tools.clusters,
  );
}

/** The name, of those in the newest open incidents, that somebody who mistyped probably meant. */
async function nearAlertName(store: ExplainTools['store'], name: string): Promise<string | undefined> {
  const open = (await store.listOpenIncidents()).slice(-mostSearched);
  const snapshots = await Promise.all(open.map(async ({ id }) => store.loadIncident(id)));
  const names = snapshots.flatMap((snapshot) => snapshot?.alerts.map(alertName) ?? []);
  return didYouMean(name, [...new Set(names)]);
}

async function recordOf({ store }: ExplainTools, incidentId: string): Promise<WhyIncident | undefined> {
  const snapshot = await store.loadIncident(incidentId);
  if (snapshot === undefined) return undefined;
  const timeline = await store.listTimeline(incidentId, timelineEntries);
  return { snapshot, timeline, messages: await store.listMessages({ incidentId }) };
}

/** What every Alertmanager that we know lists under the name now; one that fails says so. */
async function upstreamWords(tools: ExplainTools, name: string): Promise<UpstreamWords> {
  let listed = 0;
  let kept = 0;
  const each = [...tools.alertmanagers].map(async ([cluster, client]): Promise<string[]> => {
    try {
      const alerts = await client.alerts([`alertname=${JSON.stringify(name)}`], askMs);
      if (alerts.length === 0) return [`Alertmanager of ${cluster} lists none now.`];
      const ids = new Set(alerts.flatMap(({ silencedBy }) => silencedBy));
      const silences = ids.size === 0 ? [] : await client.silences(askMs);
      const quiet = alerts.filter(({ state }) => state === 'suppressed').length;
      listed += alerts.length;
      kept += quiet;
      const inhibited = alerts.filter(({ inhibitedBy }) => inhibitedBy.length > 0).length;
      const inhibitors = inhibited === 0 ? [] : await inhibitorsOf(client, alerts);
      return [
        `Alertmanager of ${cluster} lists ${alerts.length} now, ${quiet} of them kept quiet${inhibited > 0 ? ` (${inhibited} inhibited)` : ''}.`,
        ...(inhibitors.length === 0 ? [] : [`Inhibited by ${inhibitors.join(', ')}.`]),
        ...silences
          .filter(({ id }) => ids.has(id))
          .slice(0, 3)
          .map(
            ({ createdBy, comment, endsAt }) =>
              `Silenced by ${createdBy} until ${new Date(endsAt).toISOString()}: ${comment === '' ? 'no reason given' : comment}`,
          ),
      ];
    } catch (error) {
      return [`${error instanceof Error ? error.message : String(error)} (asked for ${cluster}).`];
    }
  });
  const sentences = (await Promise.all(each)).flat();
  return { sentences, allQuiet: listed > 0 && kept === listed };
}

/** The names of the alerts that inhibit these, a few; Alertmanager can only be asked for all that it lists. */
async function inhibitorsOf(
  client: Pick<AlertmanagerClient, 'alerts'>,
  alerts: readonly ListedAlert[],
): Promise<readonly string[]> {
  const ids = new Set(alerts.flatMap(({ inhibitedBy }) => inhibitedBy));
  const listed = await client.alerts([], askMs).catch(() => undefined);
  // That it is inhibited is known; by what, is worth a word less.
  if (listed === undefined) return ['an alert that could not be looked up'];
  const all = new Map(listed.map((alert) => [alert.fingerprint, alert]));
  const names = [...ids].map((id) => all.get(id)?.labels['alertname'] ?? 'an alert that is not listed');
  return [...new Set(names)].slice(0, mostInhibitors);
}
