import { matchesLabels } from '../actions/silences/matches-labels.ts';
import type { ActionValues } from '../model/action.ts';
import type { Answer } from '../model/answer.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ActionCommand, Input } from '../model/input.ts';
import { readMatchers, writeMatchers } from '../model/matcher.ts';
import type { AlertmanagerClient, WholeSilence } from '../telemetry/alertmanager/alertmanager-client.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import { escapeText } from './escape-text.ts';
import { resolveIncident, type IncidentChoice } from './resolve-incident.ts';
import { clusterOf } from './resolve-target.ts';
import { changesSilence, newSilence, silenceObject, type SilenceChoice } from './silence-target.ts';

export interface SilenceAskTools {
  store: Parameters<typeof resolveIncident>[0];
  /** Names of the configured clusters. */
  clusters: readonly string[];
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'silencesOfAll'>>;
  requestAction: (ask: {
    input: Input;
    command: ActionCommand;
    target: ObjectReference;
    parameters: ActionValues;
    incident: IncidentSnapshot | undefined;
  }) => Promise<Answer | undefined>;
}

/** `/mw silence …`, `… extend ID`, `… expire ID`: fills in what is missing, then asks for it like for any action. */
export async function askForSilence(
  tools: SilenceAskTools,
  input: Input,
  command: ActionCommand,
): Promise<Answer | undefined> {
  const choice = await resolveIncident(tools.store, input, command.incident);
  if (choice.found === undefined && choice.reason === 'no-such-incident') return choice.answer;
  const cluster = clusterOf(command, choice.found, tools.clusters);
  if (typeof cluster === 'object') return { text: cluster.missing };
  if (changesSilence(command.verb)) return change(tools, input, command, cluster, choice);
  // Several incidents are open and nothing says which one is meant: the person picks.
  if (choice.found === undefined && command.matchers === undefined && choice.reason === 'several-open')
    return choice.answer;
  return ask(tools, input, command, newSilence(command, choice.found, cluster, input.receivedAt), choice);
}

async function change(
  tools: SilenceAskTools,
  input: Input,
  command: ActionCommand,
  cluster: string,
  choice: IncidentChoice,
): Promise<Answer | undefined> {
  const found = await findByPrefix(tools, cluster, command.object?.name ?? '');
  if ('missing' in found) return { text: found.missing };
  const target = silenceObject(cluster, found.id, writeMatchers(found.matchers));
  const parameters =
    command.verb === 'silence-expire'
      ? {}
      : { until: command.until ?? Math.max(found.endsAt, input.receivedAt) + (command.duration ?? 0) };
  return ask(tools, input, command, { target, parameters }, choice, found);
}

async function ask(
  tools: SilenceAskTools,
  input: Input,
  command: ActionCommand,
  found: SilenceChoice,
  choice: IncidentChoice,
  silence?: WholeSilence,
): Promise<Answer | undefined> {
  if ('missing' in found) return { text: found.missing };
  const matchers =
    silence === undefined ? (found.parameters.matchers ?? '') : writeMatchers(silence.matchers);
  const incident = isAbout(matchers, choice.found, found.target.cluster, command) ? choice.found : undefined;
  return tools.requestAction({ input, command, ...found, incident });
}

/** A silence for something else is shown in the channel, not in the thread of the incident that happens to be open. */
function isAbout(
  matchers: string,
  incident: IncidentSnapshot | undefined,
  cluster: string,
  command: ActionCommand,
): boolean {
  if (incident?.incident.cluster !== cluster) return false;
  if (command.incident !== undefined) return true;
  const read = readMatchers(matchers);
  if ('problem' in read) return false;
  return (
    matchesLabels(
      read.matchers,
      incident.alerts.map(({ labels }) => labels),
    )?.includes(true) ?? false
  );
}

const longestAnswerMs = 5_000;

async function findByPrefix(
  tools: SilenceAskTools,
  cluster: string,
  prefix: string,
): Promise<WholeSilence | { missing: string }> {
  const client = tools.alertmanagers.get(cluster);
  if (client === undefined) return { missing: noAlertmanager(cluster) };
  try {
    const { silences } = await client.silencesOfAll(longestAnswerMs);
    const found = silences.filter(({ id, state }) => state !== 'expired' && id.startsWith(prefix));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const count = found.length === 0 ? 'No running silence begins' : `${found.length} silences begin`;
    return { missing: `${count} with ${prefix} on ${cluster}. \`/mw silences\` lists them.` };
  } catch (error) {
    return { missing: cannotBeAsked(error) };
  }
}

export function noAlertmanager(cluster: string): string {
  return `No Alertmanager is configured for ${escapeText(cluster)}: add \`clusters[].alertmanager.url\` to the config.`;
}

export function cannotBeAsked(error: unknown): string {
  return `Nothing was done: ${escapeText(error instanceof Error ? error.message : String(error))}. Try again in a moment.`;
}
