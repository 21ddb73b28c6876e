import type { Action, ActionTools } from './action.ts';
import { jsonAt } from './json-at.ts';
import { pause } from './pause.ts';
import type { ReadTarget } from './read-target.ts';
import { listRevisions, templateHash } from './revisions.ts';
import { suspend } from './suspend.ts';
import { inverseOfSwitch, prepareSwitch, verifySwitch, type SwitchWords } from './switched-field.ts';

const words: SwitchWords = {
  action: 'resume',
  kinds: ['Deployment', 'CronJob'],
  wanted: 'running',
  imperative: 'Resume',
  participle: 'resumed',
  blastRadius: ({ reference }) =>
    reference.kind === 'CronJob'
      ? 'It starts jobs by its schedule again'
      : 'Rollouts go on from where they are',
  warnings: async (tools, read) =>
    read.reference.kind === 'CronJob' ? missedRuns(read) : waitingChange(tools, read),
};

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-suspension */
function missedRuns({ object }: ReadTarget): string[] {
  return jsonAt(object, 'spec', 'startingDeadlineSeconds') === undefined
    ? ['It has no startingDeadlineSeconds: if a run was missed meanwhile, one job starts at once.']
    : [];
}

async function waitingChange(tools: ActionTools, { object }: ReadTarget): Promise<string[]> {
  const [newest] = await listRevisions(tools, object);
  const hash = templateHash(object);
  return newest === undefined || newest.templateHash === hash
    ? []
    : ['Its pod template was changed while it was paused: that change rolls out at once.'];
}

/** Lets a paused Deployment roll out again (`kubectl rollout resume`), or a suspended CronJob start jobs. */
export const resume: Action = {
  name: 'resume',
  summary: 'lets a paused Deployment roll out again, or a suspended CronJob start jobs',
  kinds: words.kinds,
  digestFacts: { paused: 'spec.paused of a Deployment', suspend: 'spec.suspend of a CronJob' },
  call: 'merge patch: metadata.resourceVersion, the annotation, spec.paused or spec.suspend: false',
  undo: 'pause or suspend',
  permissions: [
    ...pause.permissions,
    ...suspend.permissions,
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
      inverse: plan.target.kind === 'CronJob' ? 'suspend' : 'pause',
    }),
};
