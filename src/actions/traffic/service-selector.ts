import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { planRefusal, type ActionTools } from '../action.ts';
import { executionAnnotation } from '../execution-mark.ts';
import { objectsAt, stringAt, stringsAt } from '../json-at.ts';
import type { ReadTarget } from '../read-target.ts';
import type { TrafficChange, TrafficKind, TrafficWanted } from './traffic-change.ts';

type Selector = Readonly<Record<string, string>>;

/** Argo Rollouts writes this key itself and says so on the Service. */
const rolloutKey = 'rollouts-pod-template-hash';
const managedByRollout = 'argo-rollouts.argoproj.io/managed-by-rollouts';

/** Blue and green: a value of spec.selector, and only one whose pods exist and are ready. */
export const serviceSelector: TrafficKind = {
  change,
  now: (object, after) => {
    const selector = stringsAt(object, 'spec', 'selector');
    return Object.fromEntries(Object.keys(after).map((key) => [key, selector[key] ?? null]));
  },
  field: ['f:spec', 'f:selector'],
  served: async (tools, object) => {
    const found = await pods(tools, object, stringsAt(object, 'spec', 'selector'));
    return { ready: found.ready, words: `${found.ready} of ${found.total} pods behind it ready` };
  },
};

async function change(
  tools: ActionTools,
  read: ReadTarget,
  wanted: TrafficWanted,
): Promise<TrafficChange | PlanRefusal> {
  const { object, reference } = read;
  const name = shortReference(reference);
  const selector: Selector = stringsAt(object, 'spec', 'selector');
  const given = readLabels(wanted.traffic);
  const keys = Object.keys(selector);
  const example = `${keys.at(-1) ?? 'version'}=blue`;
  if (given === undefined)
    return planRefusal(
      'bad-value',
      `Say which label its pods shall have: \`${example}\`. Now: ${inWords(selector)}.`,
    );
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown !== undefined) {
    const message = `${name} does not select by ${unknown}, and another key would change more than which version it is. It selects ${inWords(selector)}.`;
    return planRefusal('bad-value', message);
  }
  if (rolloutKey in given) {
    const rollout = stringsAt(object, 'metadata', 'annotations')[managedByRollout];
    const message = `Argo Rollouts writes ${rolloutKey} of ${name} itself. Ask for \`/mw abort rollout/${rollout ?? 'NAME'}\` or a rollback of it.`;
    return planRefusal('world-moved-on', message);
  }
  const changed = Object.fromEntries(Object.entries(given).filter(([key, value]) => selector[key] !== value));
  if (Object.keys(changed).length === 0)
    return planRefusal('already-so', `${name} selects ${inWords(selector)} already. Nothing to do.`);

  const [here, there] = await Promise.all([
    pods(tools, object, selector),
    pods(tools, object, { ...selector, ...changed }),
  ]);
  if (there.ready === 0) {
    const message = `No pod with ${inWords({ ...selector, ...changed })} is ready (${there.total} exist): ${name} would answer nobody. Scale or deploy that version first.`;
    return planRefusal('nothing-to-return-to', message);
  }
  const former = Object.fromEntries(Object.keys(changed).map((key) => [key, selector[key] ?? '']));
  const resourceVersion = stringAt(object, 'metadata', 'resourceVersion') ?? '';
  return {
    wanted: { traffic: inWords(changed), route: undefined },
    former: inWords(former),
    facts: { selector: { ...selector } },
    after: { ...changed },
    words: `to ${inWords(changed)}`,
    diff: Object.entries(changed).flatMap(([key, value]) => [
      `- spec.selector.${key}: ${selector[key] ?? ''} (${here.ready} of ${here.total} pods ready)`,
      `+ spec.selector.${key}: ${value} (${there.ready} of ${there.total} pods ready)`,
    ]),
    warnings: [
      ...(there.ready < there.total
        ? [`Only ${there.ready} of the ${there.total} pods with ${inWords(changed)} are ready.`]
        : []),
      ...(there.ready < here.ready
        ? [`${there.ready} ready pods take over from ${here.ready}: see that they can carry the load.`]
        : []),
      'Connections that are open now stay with the old pods until they are closed.',
    ],
    blastRadius: `All traffic of the Service goes from ${here.ready} to ${there.ready} ready pods`,
    risk: there.ready < here.ready || there.ready < there.total ? 'high' : 'medium',
    call: (mark, lock) => ({
      method: 'PATCH',
      path: objectPath(reference),
      type: 'application/merge-patch+json',
      body: {
        metadata: {
          ...(lock !== 'none' && { resourceVersion }),
          annotations: { [executionAnnotation]: mark },
        },
        spec: { selector: changed },
      },
    }),
  };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const labelPair = /^([A-Za-z0-9](?:[\w./-]{0,315}[A-Za-z0-9])?)=([A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)$/;

function readLabels(text: string): Selector | undefined {
  const pairs = text.split(',').map((part) => labelPair.exec(part));
  const entries = pairs.map((match): [string, string] => [match?.[1] ?? '', match?.[2] ?? '']);
  return pairs.some((match) => match === null) || new Set(entries.map(([key]) => key)).size < entries.length
    ? undefined
    : Object.fromEntries(entries);
}

const inWords = (selector: Selector): string =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

async function pods(
  tools: ActionTools,
  service: JsonObject,
  selector: Selector,
): Promise<{ total: number; ready: number }> {
  const items = await tools.cluster.list(collectionPath('Pod', stringAt(service, 'metadata', 'namespace')), {
    labelSelector: inWords(selector),
    ...(tools.identity !== undefined && { identity: tools.identity }),
  });
  const living = items.filter((pod) => stringAt(pod, 'metadata', 'deletionTimestamp') === undefined);
  const ready = living.filter((pod) =>
    objectsAt(pod, 'status', 'conditions').some((one) => one['type'] === 'Ready' && one['status'] === 'True'),
  );
  return { total: living.length, ready: ready.length };
}
