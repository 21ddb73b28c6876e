import { isSilenceAction, type ActionName, type ActionValues } from '../model/action.ts';
import type { Alert } from '../model/alert.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { ActionCommand } from '../model/input.ts';
import { readMatchers, writeMatchers, type Matcher } from '../model/matcher.ts';
import type { ObjectReference } from '../model/object-reference.ts';

export type SilenceChoice = { target: ObjectReference; parameters: ActionValues } | { missing: string };

/** Labels that name what the alerts of one incident are about; others name the exporter or a single pod. */
const telling = [
  'namespace',
  'deployment',
  'statefulset',
  'daemonset',
  'job_name',
  'cronjob',
  'horizontalpodautoscaler',
  'persistentvolumeclaim',
  'service',
  'node',
];

/** Whether a command is about silences: then its object is no Kubernetes object. */
export function asksForSilence({ verb }: Pick<ActionCommand, 'verb'>): boolean {
  return isSilenceAction(verb);
}

/**
 * The matchers and the end of a new silence: what was typed, else what fits the incident's firing alerts. The end is
 * fixed here, so that people approve one moment and not a length of time. Pure.
 */
export function newSilence(
  command: ActionCommand,
  incident: IncidentSnapshot | undefined,
  cluster: string,
  now: number,
): SilenceChoice {
  const example = '`/mw silence 2h --reason "…"`';
  const until = command.until ?? (command.duration === undefined ? undefined : now + command.duration);
  if (until === undefined) return { missing: `For how long? Write ${example}.` };
  const matchers = command.matchers ?? fromIncident(incident);
  if (matchers === undefined) {
    const why =
      incident === undefined
        ? 'No incident is at hand.'
        : `Nothing fires in ${incidentName(incident.incident)} now.`;
    return {
      missing: `What do you want to silence? ${why} Write matchers: \`/mw silence 2h alertname="X" namespace="y"\`.`,
    };
  }
  const reason =
    command.reason ?? (incident && `${incidentName(incident.incident)} ${incident.incident.title}`);
  if (reason === undefined)
    return { missing: `Why? Add \`--reason "…"\`: it stands in Alertmanager for everybody.` };
  return { target: silenceObject(cluster, matchers, matchers), parameters: { matchers, until, reason } };
}

/** How a silence is named in plans and judged by the policy: by the namespace that its matchers name. */
export function silenceObject(cluster: string, name: string, matchers: string): ObjectReference {
  const read = readMatchers(matchers);
  const named = 'problem' in read ? [] : read.matchers.filter(isNamespace);
  const [only] = named;
  return {
    cluster,
    kind: 'Silence',
    ...(only !== undefined && named.length === 1 && { namespace: only.value }),
    name,
  };
}

function isNamespace({ name, operator, value }: Matcher): boolean {
  return name === 'namespace' && operator === '=' && value !== '';
}

/** Matchers that take all firing alerts of the incident, and new ones of the same kind on the same object. */
export function fromIncident(incident: IncidentSnapshot | undefined): string | undefined {
  const firing = incident?.alerts.filter((alert) => alert.status === 'firing') ?? [];
  if (incident === undefined || firing.length === 0) return undefined;
  const names = unique(firing, 'alertname');
  const matchers: Matcher[] = [];
  if (names.length > 0 && !names.includes('')) matchers.push(oneOf('alertname', names));
  for (const label of ['cluster', ...telling]) {
    const [value = '', ...others] = unique(firing, label);
    if (value !== '' && others.length === 0) matchers.push({ name: label, operator: '=', value });
  }
  const { name } = incident.incident.subject;
  const pods = unique(firing, 'pod');
  // New pods of the workload have new names.
  const named = matchers.some(({ name: label }) => telling.indexOf(label) > 0);
  if (!named && pods.every((pod) => pod.startsWith(`${name}-`)))
    matchers.push({ name: 'pod', operator: '=~', value: `${escaped(name)}-.+` });
  else if (!named && pods.length === 1 && pods[0] !== '') matchers.push(oneOf('pod', pods));
  return matchers.length === 0 ? undefined : writeMatchers(matchers);
}

function oneOf(name: string, values: readonly string[]): Matcher {
  const [only = ''] = values;
  if (values.length === 1) return { name, operator: '=', value: only };
  return { name, operator: '=~', value: values.map(escaped).join('|') };
}

function unique(alerts: readonly Alert[], label: string): string[] {
  return [...new Set(alerts.map(({ labels }) => labels[label] ?? ''))].sort();
}

/** For Go's expressions: what has a meaning there stands for itself. */
function escaped(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** The verbs that change a silence that is there already. */
export function changesSilence(verb: ActionName): boolean {
  return verb === 'silence-extend' || verb === 'silence-expire';
}
