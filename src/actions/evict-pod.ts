import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, type Action, type Prepared } from './action.ts';
import { evictionOf } from './eviction.ts';
import { lookForPod, noWayBack, preparePodRemoval, verifyPodRemoval } from './pod-removal.ts';
import { evictionHolds } from './eviction-holds.ts';

const words = { action: 'evict-pod', imperative: 'Evict', participle: 'evicted' } as const;

/** Evicts one pod: a deletion that asks the disruption budgets, already in the dry run (measured). */
export const evictPod: Action = {
  name: 'evict-pod',
  summary: 'evicts one pod: a deletion that a disruption budget may refuse',
  kinds: ['Pod'],
  digestFacts: { owner: 'uid of the controller that owns the pod, or null' },
  call: 'POST of an Eviction (policy/v1) to the Pod with the precondition of its uid',
  undo: 'none: a pod that is gone does not come back',
  irreversible: true,
  warnings: [],
  risks: 'low; medium for the only ready pod; high without a controller',
  worked: 'a new pod of the same controller is ready; without a controller: the pod is gone',
  permissions: [
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['get', 'list'],
      scope: 'namespace',
      neededBy: 'evict-pod: reads the pod; whether a new one is ready',
    },
    {
      apiGroup: '',
      resources: ['pods/eviction'],
      verbs: ['create'],
      scope: 'namespace',
      neededBy: 'evict-pod: evicts, where the disruption budgets allow it',
      holds: evictionHolds,
    },
  ],
  marks: 'main',
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const prepared = await preparePodRemoval(tools, parameters.target, words);
    if (isRefusal(prepared)) return prepared;
    const { read, ...removal } = prepared;
    const { name, namespace = '' } = read.reference;
    return {
      ...removal,
      call: () => evictionOf({ namespace, name, uid: read.target.uid }),
    };
  },
  look: lookForPod,
  verify: async (tools, plan) => verifyPodRemoval(tools, plan),
  inverse: async (_tools, plan) => noWayBack(plan, words.participle),
};
