import { catalogue } from '../actions/catalogue.ts';
import { neededRights } from '../actions/needed-rights.ts';
import { ClusterError } from '../cluster/cluster-client.ts';
import { ruleInWords } from '../cluster/missing-right.ts';
import { mayDo, type NeededRight } from '../cluster/review-access.ts';
import { actionWords } from '../model/action-words.ts';
import { actionNames, isSilenceAction, type ActionName } from '../model/action.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import { toolsOf, type ActionWorkTools } from './action-tools.ts';

export interface LackingRule {
  /** `patch deployments.apps` */
  rule: string;
  /** Absent: at the cluster scope. */
  namespace?: string;
}

/** What Kubernetes would refuse, by action. */
export interface Lacking {
  /** Whose rights decide: the person's, or with one account for all the bot's. */
  whose: 'person' | 'bot';
  /** By action the rules that are not there; actions that nothing speaks against are not listed. */
  actions: ReadonlyMap<ActionName, readonly LackingRule[]>;
  /** True: the API server did not answer in time for all of them. */
  partly: boolean;
}

/** A form that waits for it lives three seconds. */
const patienceMs = 1_000;

/**
 * Asks the API server, as this person, what it would refuse them about an incident's objects, before they ask for it.
 * @returns undefined when nothing can be said: no cluster, or nobody who may act
 */
export async function lackingRights(
  tools: ActionWorkTools,
  slackUser: string,
  incident: IncidentSnapshot,
): Promise<Lacking | undefined> {
  const { subject, cluster, clusterKnown, id } = incident.incident;
  if (!clusterKnown) return undefined;
  const identified = await tools.people.identify(slackUser);
  if ('refused' in identified) return undefined;
  const { user, groups } = identified.person;
  const asker = { askedBy: slackUser, askedByUser: user, askedByGroups: groups, incidentId: id };
  const actionTools = toolsOf(tools, cluster, asker);
  if (actionTools === undefined) return undefined;
  const answers = new Map<string, Promise<boolean>>();
  const ask = async (right: NeededRight): Promise<boolean> => {
    const key = JSON.stringify(right);
    const asked = answers.get(key) ?? mayDo(actionTools.cluster, actionTools.identity, right, patienceMs);
    answers.set(key, asked);
    return asked;
  };
  const objects = [subject, ...ownersOf(incident)];
  let partly = false;
  const lacking = await Promise.all(
    actionNames
      .filter((action) => !isSilenceAction(action))
      .map(async (action): Promise<[ActionName, LackingRule[]]> => {
        const target = targetOf(action, objects, subject);
        const rights = neededRights(catalogue[action], target).filter((right) => isKnown(right, target));
        const rules = await Promise.all(
          rights.map(async (right): Promise<LackingRule[]> => {
            try {
              return (await ask(right)) ? [] : [ruleOf(right)];
            } catch (error) {
              if (!(error instanceof ClusterError)) throw error;
              // Whom the bot may not act as has no rights through it; a server that is silent says nothing.
              if (error.missing !== undefined) return [{ rule: ruleInWords(error.missing) }];
              partly = true;
              return [];
            }
          }),
        );
        return [action, distinct(rules.flat())];
      }),
  );
  return {
    whose: actionTools.identity === undefined ? 'bot' : 'person',
    actions: new Map(lacking.filter(([, rules]) => rules.length > 0)),
    partly,
  };
}

function ownersOf(incident: IncidentSnapshot): ObjectReference[] {
  return (incident.context?.evidence ?? [])
    .flatMap((evidence) => (evidence.kind === 'workload' ? [evidence.about, ...evidence.data.owners] : []))
    .filter((object) => object !== undefined);
}

/** The object that the action would be about, else any of its first kind in the incident's namespace. */
function targetOf(
  action: ActionName,
  objects: readonly ObjectReference[],
  { cluster, namespace }: ObjectReference,
): ObjectReference {
  const { kinds } = actionWords[action];
  const found = objects.find(({ kind }) => kinds.includes(kind));
  if (found !== undefined) return found;
  const kind = kinds[0];
  return { cluster, kind, name: '', ...(kind !== 'Node' && namespace !== undefined && { namespace }) };
}

/** Evictions of a drain: who may not everywhere may where the pods are, which only the plan knows. */
function isKnown({ resource, subresource }: NeededRight, { kind }: ObjectReference): boolean {
  return kind !== 'Node' || resource === 'nodes' || subresource === undefined;
}

function ruleOf({ verb, apiGroup, resource, subresource, namespace }: NeededRight): LackingRule {
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  return {
    rule: ruleInWords({ verb, apiGroup, resource: whole }),
    ...(namespace !== undefined && { namespace }),
  };
}

function distinct(rules: readonly LackingRule[]): LackingRule[] {
  return [...new Map(rules.map((one) => [JSON.stringify(one), one])).values()];
}

/** The same for a form that cannot wait: what is not known in time is not said. Never throws. */
export async function quicklyLacking(
  tools: ActionWorkTools,
  slackUser: string,
  incident: IncidentSnapshot,
): Promise<Lacking | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>(
    (resolve) => (timer = setTimeout(() => resolve(undefined), patienceMs)),
  );
  const asking = lackingRights(tools, slackUser, incident).catch((error: unknown) => {
    tools.log.warn(
      { problem: error instanceof Error ? error.message : String(error) },
      'rights could not be looked at for a form',
    );
    return undefined;
  });
  return Promise.race([asking, patience]).finally(() => clearTimeout(timer));
}
