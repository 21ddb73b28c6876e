import type { ActionName } from '../model/action.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import { incidentName } from '../model/incident.ts';
import type { ActionCommand } from '../model/input.ts';
import type { ObjectReference } from '../model/object-reference.ts';

/** The exact object that a command means, or what is missing, in words. */
export type TargetChoice =
  { target: ObjectReference; parameters: { revision?: number; replicas?: number } } | { missing: string };

const nodeActions: readonly ActionName[] = ['cordon', 'uncordon'];
const workloadKinds: Readonly<Record<ActionName, readonly string[]>> = {
  rollback: ['Deployment'],
  scale: ['Deployment', 'StatefulSet'],
  cordon: ['Node'],
  uncordon: ['Node'],
};

/** How to write the command in full: the end of every "what is missing" sentence. */
const examples: Readonly<Record<ActionName, string>> = {
  rollback: '/mw rollback deploy/checkout -n shop',
  scale: '/mw scale deploy/checkout 5 -n shop',
  cordon: '/mw cordon node-3',
  uncordon: '/mw uncordon node-3',
};

/**
 * Fills the missing parts of a command from the incident at hand: what its diagnosis suggests for this verb, else its
 * subject. Pure. The caller shows the whole target before anything is sent.
 */
export function resolveTarget(
  command: ActionCommand,
  incident: IncidentSnapshot | undefined,
  clusters: readonly string[],
): TargetChoice {
  const suggestion = incident?.context?.findings
    .flatMap((finding) => finding.actions)
    .find(
      (action) =>
        action.action === command.verb &&
        (command.object === undefined || action.target.name === command.object.name),
    );
  const parameters: { revision?: number; replicas?: number } = {};
  const revision = command.revision ?? (suggestion?.action === 'rollback' ? suggestion.revision : undefined);
  if (revision !== undefined) parameters.revision = revision;
  const replicas = command.replicas ?? (suggestion?.action === 'scale' ? suggestion.replicas : undefined);
  if (replicas !== undefined) parameters.replicas = replicas;
  if (command.verb === 'scale' && replicas === undefined) {
    return { missing: `To how many replicas? Write \`${examples.scale}\`.` };
  }

  const cluster = clusterOf(command, incident, clusters);
  if (typeof cluster === 'object') return cluster;
  const object =
    command.object === undefined
      ? objectOf(command.verb, incident, suggestion?.target)
      : named(command.verb, command.object);
  if ('missing' in object) return object;
  if (nodeActions.includes(command.verb))
    return { target: { cluster, kind: 'Node', name: object.name }, parameters };
  const namespace =
    command.namespace ??
    object.namespace ??
    suggestion?.target.namespace ??
    incident?.incident.subject.namespace;
  if (namespace === undefined)
    return { missing: `In which namespace is ${object.name}? Write \`${examples[command.verb]}\`.` };
  return { target: { cluster, kind: object.kind, namespace, name: object.name }, parameters };
}

function clusterOf(
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
): { kind: string; name: string; namespace?: undefined } {
  return { kind: object.kind ?? workloadKinds[verb][0] ?? 'Deployment', name: object.name };
}

function objectOf(
  verb: ActionName,
  incident: IncidentSnapshot | undefined,
  suggested: ObjectReference | undefined,
): { kind: string; name: string; namespace?: string | undefined } | { missing: string } {
  if (suggested !== undefined) return suggested;
  if (incident === undefined)
    return { missing: `What do you want to ${words[verb]}? Write \`${examples[verb]}\`.` };
  const { subject } = incident.incident;
  const kinds = workloadKinds[verb];
  if (kinds.includes(subject.kind)) return subject;
  // A pod's own workload, as the API server told it.
  const owner = incident.context?.evidence
    .flatMap((evidence) => (evidence.kind === 'workload' ? [evidence.about, ...evidence.data.owners] : []))
    .find((object) => object !== undefined && kinds.includes(object.kind));
  if (owner !== undefined) return owner;
  return {
    missing: `${incidentName(incident.incident)} is about ${subject.kind} ${subject.name}, which cannot be ${pastWords[verb]}. Name the object: \`${examples[verb]}\`.`,
  };
}

const words: Readonly<Record<ActionName, string>> = {
  rollback: 'roll back',
  scale: 'scale',
  cordon: 'cordon',
  uncordon: 'uncordon',
};
const pastWords: Readonly<Record<ActionName, string>> = {
  rollback: 'rolled back',
  scale: 'scaled',
  cordon: 'cordoned',
  uncordon: 'uncordoned',
};
