import type { Action } from './action.ts';
import { inverseOfSwitch, prepareSwitch, verifySwitch, type SwitchWords } from './switched-field.ts';
import { workloadRollout } from './rollout-status.ts';

const words: SwitchWords = {
  action: 'pause',
  kinds: ['Deployment', 'Rollout'],
  wanted: 'held',
  imperative: 'Pause the rollout of',
  participle: 'paused',
  blastRadius: () => 'No pod is touched; a rollout stops where it is, changes wait until it is resumed',
  warnings: async (_tools, { object }) => [
    ...(workloadRollout(object).state === 'waiting'
      ? ['A rollout is under way: old and new pods stay side by side while it is paused.']
      : []),
    'While it is paused nothing rolls out, also no fix and no rollback.',
  ],
};

/** Stops the rollout of a Deployment or Argo Rollout where it is, as `kubectl rollout pause` does. */
export const pause: Action = {
  name: 'pause',
  summary: 'stops the rollout of a Deployment or Argo Rollout where it is',
  kinds: words.kinds,
  digestFacts: { paused: 'spec.paused' },
  call: 'merge patch: metadata.resourceVersion, the annotation, spec.paused: true',
  undo: 'resume',
  warnings: ['gitops'],
  risks: 'low',
  worked: 'the field is as it was set',
  permissions: [
    {
      apiGroup: 'apps',
      resources: ['deployments'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'pause, resume: sets spec.paused',
      fields: ['/spec/paused'],
    },
    {
      apiGroup: 'argoproj.io',
      resources: ['rollouts'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'pause, resume: sets spec.paused of a Rollout',
      fields: ['/spec/paused'],
      optional: true,
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters) => prepareSwitch(tools, parameters, words),
  verify: async (tools, plan) => verifySwitch(tools, plan, words.wanted),
  inverse: async (tools, plan) => inverseOfSwitch(tools, plan, { wanted: 'held', inverse: 'resume' }),
};
