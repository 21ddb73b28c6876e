import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Action, ActionTools } from './action.ts';
import { canaryInWords } from './canary-in-words.ts';
import { halt } from './halt.ts';
import { jsonAt, stringAt } from './json-at.ts';
import { pause } from './pause.ts';
import type { ReadTarget } from './read-target.ts';
import { listRevisions, podTemplate, templateHash, type Revision } from './revisions.ts';
import { rollingPods } from './rollout-strategy.ts';
import { rolloutState } from './rollouts/rollout-state.ts';
import { suspend } from './suspend.ts';
import { inverseOfSwitch, prepareSwitch, verifySwitch, type SwitchWords } from './switched-field.ts';
import type { TouchedPods } from './warnings/touched.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

const words: SwitchWords = {
  action: 'resume',
  kinds: ['Deployment', 'CronJob', 'Rollout', 'Canary'],
  wanted: 'running',
  imperative: 'Resume',
  participle: 'resumed',
  blastRadius: ({ reference, object }) => {
    if (reference.kind === 'CronJob') return 'It starts jobs by its schedule again';
    return reference.kind === 'Canary'
      ? `Flagger goes on: ${canaryInWords(object)}`
      : 'Rollouts go on from where they are';
  },
  warnings: async (tools, read) => {
    if (read.reference.kind === 'CronJob') return missedRuns(read);
    return read.reference.kind === 'Canary' ? missedChanges(read) : waitingChange(tools, read);
  },
  pods: waitingPods,
};

/** Flagger compares the target with what it saw last (status.lastAppliedSpec) as soon as it looks again. */
function missedChanges({ object }: ReadTarget): string[] {
  const target = shortReference({
    kind: stringAt(object, 'spec', 'targetRef', 'kind') ?? 'Deployment',
    name: stringAt(object, 'spec', 'targetRef', 'name') ?? '',
  });
  return [`If ${target} was changed while it was halted, Flagger starts an analysis of that change at once.`];
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension */
function missedRuns({ object }: ReadTarget): string[] {
  return jsonAt(object, 'spec', 'startingDeadlineSeconds') === undefined
    ? ['It has no startingDeadlineSeconds: if a run was missed meanwhile, one job starts at once.']
    : [];
}

async function waitingChange(tools: ActionTools, { object }: ReadTarget): Promise<string[]> {
  // A Rollout's template differs from its ReplicaSets' by the API server's defaults: it says itself where it stands.
  if (object['kind'] === 'Rollout') {
    const { underWay } = rolloutState(object);
    return underWay ? ['A version is on its way: its steps go on.'] : [];
  }
  return (await revisionBefore(tools, object)) === undefined
    ? []
    : ['Its pod template was changed while it was paused: that change rolls out at once.'];
}

/** What its pods are made from, where the template was changed since. */
async function revisionBefore(tools: ActionTools, deployment: JsonObject): Promise<Revision | undefined> {
  const [newest] = await listRevisions(tools, deployment);
  return newest?.templateHash === templateHash(deployment) ? undefined : newest;
}

/** Of a Rollout its steps decide how many, and when. */
async function waitingPods(tools: ActionTools, { object }: ReadTarget): Promise<TouchedPods | undefined> {
  if (object['kind'] !== 'Deployment') return undefined;
  const before = await revisionBefore(tools, object);
  return before && { ...rollingPods(object), template: podTemplate(object), templateBefore: before.template };
}

const inverses: Readonly<Record<string, 'suspend' | 'halt'>> = { CronJob: 'suspend', Canary: 'halt' };

/** Lets a paused Deployment or Rollout go on (`kubectl rollout resume`), a suspended CronJob start jobs, a halted Canary go on. */
export const resume: Action = {
  name: 'resume',
  summary:
    'lets a paused Deployment or Argo Rollout go on, a suspended CronJob start jobs, a halted Flagger Canary go on',
  kinds: words.kinds,
  digestFacts: {
    paused: 'spec.paused of a Deployment or Rollout',
    suspend: 'spec.suspend of a CronJob or Canary',
  },
  call: 'merge patch: metadata.resourceVersion, the annotation, spec.paused or spec.suspend: false',
  undo: 'pause, suspend or halt',
  warnings: ['gitops', ...podWarningNames],
  risks: 'low',
  worked: 'the field is as it was set',
  permissions: [
    ...pause.permissions,
    ...suspend.permissions,
    ...halt.permissions,
    {
      apiGroup: 'apps',
      resources: ['replicasets'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'resume: whether a change waits to roll out',
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters) => prepareSwitch(tools, parameters, words),
  verify: async (tools, plan) => verifySwitch(tools, plan, words.wanted),
  inverse: async (tools, plan) =>
    inverseOfSwitch(tools, plan, {
      wanted: 'running',
      inverse: inverses[plan.target.kind] ?? 'pause',
    }),
};
