import type { Action } from './action.ts';
import { jsonAt } from './json-at.ts';
import { inverseOfSwitch, prepareSwitch, verifySwitch, type SwitchWords } from './switched-field.ts';

const words: SwitchWords = {
  action: 'suspend',
  kinds: ['CronJob'],
  wanted: 'held',
  imperative: 'Suspend',
  participle: 'suspended',
  blastRadius: () => 'No further runs until it is resumed; what runs now goes on',
  warnings: async (_tools, { object }) => {
    const active = jsonAt(object, 'status', 'active');
    const running = Array.isArray(active) ? active.length : 0;
    return running === 0
      ? []
      : [`${running === 1 ? '1 job of it runs' : `${running} jobs of it run`} now and will not be stopped.`];
  },
};

/** Keeps a CronJob from starting jobs: spec.suspend. */
export const suspend: Action = {
  name: 'suspend',
  summary: 'keeps a CronJob from starting further jobs',
  kinds: words.kinds,
  digestFacts: { suspend: 'spec.suspend' },
  call: 'merge patch: metadata.resourceVersion, the annotation, spec.suspend: true',
  undo: 'resume',
  warnings: ['gitops'],
  risks: 'low',
  worked: 'the field is as it was set',
  permissions: [
    {
      apiGroup: 'batch',
      resources: ['cronjobs'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'suspend, resume: sets spec.suspend',
      fields: ['/spec/suspend'],
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters) => prepareSwitch(tools, parameters, words),
  verify: async (tools, plan) => verifySwitch(tools, plan, words.wanted),
  inverse: async (tools, plan) => inverseOfSwitch(tools, plan, { wanted: 'held', inverse: 'resume' }),
};
