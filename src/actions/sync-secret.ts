import { objectPath } from '../cluster/object-path.ts';
import type { ActionParameters } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import {
  isRefusal,
  planRefusal,
  type Action,
  type ActionTools,
  type Prepared,
  type Verification,
  type VerifyOptions,
} from './action.ts';
import { objectAt, stringAt, timeAt } from './json-at.ts';
import { markedPatch } from './marked-patch.ts';
import { jsonHash } from './plan-digest.ts';
import { readTarget } from './read-target.ts';
import { condition } from './rollout-status.ts';
import { refuseOtherKind } from './workload-kinds.ts';

/** What its documentation says to change for a refresh. @see https://external-secrets.io/latest/introduction/faq */
const annotation = 'force-sync';

/** Has External Secrets read a secret from its store now, instead of at its next interval. */
export const syncSecret: Action = {
  name: 'sync-secret',
  summary: 'has External Secrets read an ExternalSecret from its store now',
  kinds: ['ExternalSecret'],
  digestFacts: { spec: 'hash of spec: the store, the keys, the Secret that is written' },
  call: `merge patch: metadata.resourceVersion, the annotation, metadata.annotations["${annotation}"]: the time`,
  undo: 'none: what was in the Secret before is not kept',
  irreversible: true,
  warnings: [],
  risks: 'medium',
  worked: '`status.refreshTime` is later than before and Ready is True',
  permissions: [
    {
      apiGroup: 'external-secrets.io',
      resources: ['externalsecrets'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: `sync-secret: sets the annotation ${annotation}`,
      fields: [`/metadata/annotations/${annotation}`],
      optional: true,
    },
  ],
  marks: 'main',
  verifyForMs: 120_000,
  prepare,
  verify,
  inverse: async (_tools, plan) =>
    planRefusal(
      'nothing-to-return-to',
      `${shortReference(plan.target)} was read anew: the value from before is not kept here. Change it back in the store, then sync again.`,
    ),
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, ['ExternalSecret'], 'synchronized');
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  if (stringAt(object, 'spec', 'refreshPolicy') === 'CreatedOnce')
    return planRefusal(
      'bad-value',
      `${shortReference(target)} is read once and never again (spec.refreshPolicy: CreatedOnce): a sync would do nothing. Change the policy first.`,
    );
  const secret = stringAt(object, 'spec', 'target', 'name') ?? target.name;
  const store = `${stringAt(object, 'spec', 'secretStoreRef', 'kind') ?? 'SecretStore'} ${stringAt(object, 'spec', 'secretStoreRef', 'name') ?? ''}`;
  const refreshed = stringAt(object, 'status', 'refreshTime') ?? null;
  const problem = syncProblem(object);
  const now = String(Math.floor(tools.now() / 1000));
  return {
    parameters: { action: 'sync-secret', target: reference },
    target,
    facts: { spec: jsonHash(objectAt(object, 'spec')) },
    before: { refreshTime: refreshed, ready: problem === undefined },
    after: {},
    title: `Sync ${fullReference(reference)} now`,
    diff: [`- last read ${refreshed ?? 'never'}`, `+ secret/${secret} is read from ${store.trim()} now`],
    warnings: [
      ...(problem === undefined
        ? []
        : [
            `The last attempt failed: ${tools.redact(problem)}. Another one fails too, unless its cause was mended.`,
          ]),
      `Pods that take secret/${secret} as environment variables keep the old values until they are restarted.`,
    ],
    blastRadius: `1 Secret, ${secret}: it gets what the store holds now`,
    risk: 'medium',
    generation: undefined,
    call: (mark, lock) =>
      markedPatch(
        read,
        { type: 'application/merge-patch+json', body: { metadata: { annotations: { [annotation]: now } } } },
        { mark, lock },
      ),
  };
}

/** Why the last sync failed, in the operator's words. */
function syncProblem(externalSecret: JsonObject): string | undefined {
  const ready = condition(externalSecret, 'Ready');
  if (stringAt(ready, 'status') !== 'False') return undefined;
  return stringAt(ready, 'message') ?? stringAt(ready, 'reason') ?? 'no reason given';
}

/** `refreshTime` moves only when the Secret was written (times have whole seconds, so an equal one proves nothing). */
async function verify(tools: ActionTools, plan: Plan, { since }: VerifyOptions): Promise<Verification> {
  const object = await tools.cluster.get(objectPath(plan.target));
  const name = shortReference(plan.target);
  if (stringAt(object, 'metadata', 'uid') !== plan.target.uid)
    return { result: 'unknown', sentence: `${name} was deleted and made anew since.` };
  const refreshed = timeAt(object, 'status', 'refreshTime');
  const before = timeAt(plan.before, 'refreshTime');
  const problem = syncProblem(object);
  if (problem === undefined && refreshed !== undefined && refreshed > (before ?? 0)) {
    const when = stringAt(object, 'status', 'refreshTime') ?? '';
    return { result: 'worked', sentence: `${name} was read and its Secret written at ${when}.` };
  }
  const failedSince = timeAt(condition(object, 'Ready'), 'lastTransitionTime') ?? 0;
  if (problem !== undefined && failedSince >= since) {
    return { result: 'no-effect', sentence: `${name} could not be read: ${tools.redact(problem)}.` };
  }
  if (problem !== undefined) {
    const state = `${name} is still not ready: ${tools.redact(problem)}`;
    return { pending: state, atDeadline: { result: 'no-effect', sentence: `${state}.` } };
  }
  const state = `${name} was not read since: External Secrets has not acted`;
  return { pending: state, atDeadline: { result: 'unknown', sentence: `${state} in time.` } };
}
