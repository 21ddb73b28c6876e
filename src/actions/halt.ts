import type { JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Action } from './action.ts';
import { canaryInWords } from './canary-in-words.ts';
import { numberAt, stringAt } from './json-at.ts';
import { inverseOfSwitch, prepareSwitch, verifySwitch, type SwitchWords } from './switched-field.ts';

const words: SwitchWords = {
  action: 'halt',
  kinds: ['Canary'],
  wanted: 'held',
  imperative: 'Halt',
  participle: 'halted',
  blastRadius: ({ object }) => `Flagger stops where it is: ${canaryInWords(object)}; no pod is touched`,
  warnings: async (_tools, { object, reference }) => phaseWarnings(object, reference.namespace),
};

/**
 * spec.suspend is the only brake that Flagger has: weights and pods stay as they are, a reverted target is not noticed
 * either (https://docs.flagger.app/usage/how-it-works#canary-suspend). It has no call to abort: it rolls back when its
 * checks fail, or when the target is given its former template again.
 */
function phaseWarnings(canary: JsonObject, namespace = 'default'): string[] {
  const kind = stringAt(canary, 'spec', 'targetRef', 'kind') ?? 'Deployment';
  const target = shortReference({ kind, name: stringAt(canary, 'spec', 'targetRef', 'name') ?? '' });
  const phase = stringAt(canary, 'status', 'phase') ?? '';
  const weight = numberAt(canary, 'status', 'canaryWeight') ?? 0;
  return [
    ...(weight > 0
      ? [
          `The canary keeps its ${weight} % of the traffic. To take that away, roll ${target} back instead (\`/mw rollback ${target} -n ${namespace}\`): Flagger then gives all traffic to the primary.`,
        ]
      : []),
    ...(['Promoting', 'Finalising'].includes(phase)
      ? [`It is ${phase.toLowerCase()}: halted now, the primary may stay between two versions.`]
      : []),
    'While it is halted Flagger also does not roll back when checks fail.',
  ];
}

/** Keeps Flagger from going on with a Canary: spec.suspend. */
export const halt: Action = {
  name: 'halt',
  summary: 'keeps Flagger from going on with a Canary; traffic and pods stay as they are',
  kinds: words.kinds,
  digestFacts: { suspend: 'spec.suspend' },
  call: 'merge patch: metadata.resourceVersion, the annotation, spec.suspend: true',
  undo: 'resume',
  warnings: ['gitops'],
  risks: 'low',
  worked: 'the field is as it was set',
  permissions: [
    {
      apiGroup: 'flagger.app',
      resources: ['canaries'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'halt, resume: sets spec.suspend of a Canary',
      fields: ['/spec/suspend'],
      optional: true,
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters) => prepareSwitch(tools, parameters, words),
  verify: async (tools, plan) => {
    const seen = await verifySwitch(tools, plan, words.wanted);
    if (!('result' in seen) || seen.result !== 'no-effect') return seen;
    return {
      ...seen,
      sentence: `${seen.sentence} Flagger before 1.32 does not know the field: its definition drops it.`,
    };
  },
  inverse: async (tools, plan) => inverseOfSwitch(tools, plan, { wanted: 'held', inverse: 'resume' }),
};
