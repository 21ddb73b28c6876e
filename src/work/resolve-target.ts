import { actionWords, actsOnNodes } from '../model/action-words.ts';
import { actionValueNames, type ActionName, type ActionValues } from '../model/action.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import { incidentName } from '../model/incident.ts';
import type { ActionCommand } from '../model/input.ts';
import type { ObjectReference } from '../model/object-reference.ts';

/** The exact object that a command means, or what is missing, in words. */
export type TargetChoice =
  { target: ObjectReference; parameters: ActionValues; several?: SeveralTargets } | { missing: string };

/** More than one object of the target's kind, namespace and cluster: by their names, the target's first, or by labels. */
export type SeveralTargets = { names: readonly string[] } | { selector: string };

/** `velero install` without --namespace. */
const usualVeleroNamespace = 'velero';

/** How to write the command in full: the end of every "what is missing" sentence. */
const exampleOf = (action: ActionName): string => `/mw ${actionWords[action].example}`;

/**
 * Fills the missing parts of a command from the incident at hand: what its diagnosis suggests for this verb, else its
 * subject. Pure. The caller shows the whole target before anything is sent.
 */
export function resolveTarget(
  command: ActionCommand,
  incident: IncidentSnapshot | undefined,
  clusters: readonly string[],
): TargetChoice {
  if (command.selected !== undefined || command.others !== undefined)
    return resolveSeveral(command, incident, clusters);
  const suggestion = incident?.context?.findings
    .flatMap((finding) => finding.actions)
    .find(
      (action) =>
        action.action === command.verb &&
        (command.object === undefined || action.target.name === command.object.name),
    );
  const parameters: ActionValues = { ...(suggestion && valuesOf(suggestion)), ...valuesOf(command) };
  const { needs } = actionWords[command.verb];
  if (needs?.oneOf.every((name) => parameters[name] === undefined) === true)
    return { missing: `${needs.ask} Write \`${exampleOf(command.verb)}\`.` };

  const cluster = clusterOf(command, incident, clusters);
  if (typeof cluster === 'object') return cluster;
  const object =
    command.object === undefined
      ? objectOf(command.verb, incident, suggestion?.target)
      : named(command.verb, command.object, incident);
  if ('missing' in object) return object;
  if (actsOnNodes(command.verb)) return { target: { cluster, kind: 'Node', name: object.name }, parameters };
  const namespace =
    ownNamespace(object, command.namespace) ??
    command.namespace ??
    object.namespace ??
    suggestion?.target.namespace ??
    incident?.incident.subject.namespace;
  if (namespace === undefined)
    return { missing: `In which namespace is ${object.name}? Write \`${exampleOf(command.verb)}\`.` };
  return { target: { cluster, kind: object.kind, namespace, name: object.name }, parameters };
}

/** Velero keeps its objects where it runs; a namespace lies, for rights and policy, in itself (as the API server has it). */
function ownNamespace(
  { kind, name }: { kind: string; name: string },
  said: string | undefined,
): string | undefined {
  if (kind === 'Namespace') return name;
  return kind === 'Schedule' ? (said ?? usualVeleroNamespace) : undefined;
}

/** Nothing of several objects is guessed but where they are. */
function resolveSeveral(
  { selected, others = [], object, ...command }: ActionCommand,
  incident: IncidentSnapshot | undefined,
  clusters: readonly string[],
): TargetChoice {
  const { verb } = command;
  const kind = selected === undefined ? object?.kind : selected.kind;
  const name = selected === undefined ? (object?.name ?? '') : selected.selector;
  const one = resolveTarget(
    { ...command, object: { ...(kind !== undefined && { kind }), name } },
    incident,
    clusters,
  );
  if ('missing' in one) return one;
  if (actionWords[verb].several === 'never')
    return { missing: `One object at a time: \`${exampleOf(verb)}\`.` };
  return {
    ...one,
    several: selected === undefined ? { names: [name, ...others] } : { selector: selected.selector },
  };
}

function valuesOf(given: ActionValues): ActionValues {
  return Object.fromEntries(
    actionValueNames.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
}

/** The command's cluster, else the incident's, else the only one. */
export function clusterOf(
  command: ActionCommand,
  incident: IncidentSnapshot | undefined,
  clusters: readonly string[],
): string | { missing: string } {
  if (command.cluster !== undefined) {
    if (clusters.includes(command.cluster)) return command.cluster;
    return {
      missing: `There is no cluster ${command.cluster} in the config. It knows: ${clusters.join(', ')}.`,
    };
  }
  if (incident !== undefined) {
    if (incident.incident.clusterKnown) return incident.incident.cluster;
    return {
      missing: `The alert names the cluster ${incident.incident.cluster}, which is not in the config: no action can be taken there from here.`,
    };
  }
  const [only] = clusters;
  if (clusters.length === 1 && only !== undefined) return only;
  return { missing: `On which cluster? Add \`--cluster NAME\`: ${clusters.join(', ')}.` };
}

function named(
  verb: ActionName,
  object: { kind?: string; name: string },
  incident: IncidentSnapshot | undefined,
): { kind: string; name: string; namespace?: undefined } {
  const { kinds } = actionWords[verb];
  const { kind = kinds[0], name } = object;
  // Runbooks and people say deploy/checkout where a Rollout of that name runs the pods.
  const rollout = incident === undefined ? undefined : rolloutOf(incident);
  return kind === 'Deployment' && rollout?.name === name && kinds.includes('Rollout')
    ? { kind: 'Rollout', name }
    : { kind, name };
}

/** The pods of an Argo Rollout are called like a Deployment's, and so is the subject: there is no such Deployment. */
function rolloutOf(incident: IncidentSnapshot): ObjectReference | undefined {
  if (incident.incident.subject.kind !== 'Deployment') return undefined;
  return incident.context?.evidence
    .flatMap((evidence) => (evidence.kind === 'workload' ? [evidence.about] : []))
    .find((object) => object?.kind === 'Rollout');
}

function objectOf(
  verb: ActionName,
  incident: IncidentSnapshot | undefined,
  suggested: ObjectReference | undefined,
): { kind: string; name: string; namespace?: string | undefined } | { missing: string } {
  if (suggested !== undefined) return suggested;
  if (incident === undefined)
    return { missing: `What do you want to ${actionWords[verb].infinitive}? Write \`${exampleOf(verb)}\`.` };
  const { subject } = incident.incident;
  const kinds = actionWords[verb].kinds;
  const rollout = rolloutOf(incident);
  if (rollout !== undefined && kinds.includes('Rollout')) return rollout;
  if (kinds.includes(subject.kind)) return subject;
  if (kinds.includes('Namespace') && subject.namespace !== undefined)
    return { kind: 'Namespace', name: subject.namespace };
  // A pod's own workload, as the API server told it.
  const owner = incident.context?.evidence
    .flatMap((evidence) => (evidence.kind === 'workload' ? [evidence.about, ...evidence.data.owners] : []))
    .find((object) => object !== undefined && kinds.includes(object.kind));
  if (owner !== undefined) return owner;
  return {
    missing: `${incidentName(incident.incident)} is about ${subject.kind} ${subject.name}, which cannot be ${actionWords[verb].participle}. Name the object: \`${exampleOf(verb)}\`.`,
  };
}
