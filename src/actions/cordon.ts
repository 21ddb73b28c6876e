import { fullReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type Prepared } from './action.ts';
import {
  cordonedBy,
  inverseOfScheduling,
  nodeSurroundings,
  readNode,
  schedulingOf,
  schedulingPatch,
  verifyScheduling,
} from './node-scheduling.ts';

/** Keeps new pods off a node; those that run there stay, as with `kubectl cordon`. */
export const cordon: Action = {
  name: 'cordon',
  summary: 'keeps new pods off a node; running ones stay',
  kinds: ['Node'],
  digestFacts: { unschedulable: 'spec.unschedulable (nodes have no generation)' },
  call: 'strategic merge patch of the Node: metadata.resourceVersion, the annotation, spec.unschedulable: true',
  undo: 'uncordon',
  warnings: [],
  risks: 'low; high when no other node takes pods',
  worked: '`spec.unschedulable` and the taint `node.kubernetes.io/unschedulable` agree',
  permissions: [
    {
      apiGroup: '',
      resources: ['nodes'],
      verbs: ['get', 'list', 'patch'],
      scope: 'cluster',
      neededBy: 'cordon, uncordon: sets spec.unschedulable; counts the nodes that are left',
      fields: ['/spec/unschedulable'],
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'cluster',
      neededBy: 'cordon: how many pods run on the node',
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const read = await readNode(tools, parameters);
    if (isRefusal(read)) return read;
    const { object, target, reference } = read;
    if (schedulingOf(object) === 'cordoned') {
      const by = cordonedBy(object, tools.now());
      return planRefusal(
        'already-so',
        `${fullReference(reference)} is cordoned already${by === undefined ? '' : ` (by ${by})`}. Nothing to do.`,
      );
    }
    const { pods, otherOpenNodes } = await nodeSurroundings(tools, reference.name);
    const stay = pods === undefined ? 'Its pods' : pods === 1 ? 'Its 1 pod' : `Its ${pods} pods`;
    const left =
      otherOpenNodes === undefined
        ? ''
        : `; ${otherOpenNodes} other ready ${otherOpenNodes === 1 ? 'node takes' : 'nodes take'} new pods`;
    return {
      parameters: { action: 'cordon', target: reference },
      target,
      facts: { unschedulable: false },
      before: { unschedulable: false },
      after: { unschedulable: true },
      title: `Cordon ${fullReference(reference)}`,
      diff: ['- spec.unschedulable: false', '+ spec.unschedulable: true'],
      warnings:
        otherOpenNodes === 0 ? ['No other ready node takes pods: new pods will have nowhere to run.'] : [],
      blastRadius: `${stay} keep running, new ones go elsewhere${left}`,
      risk: otherOpenNodes === 0 ? 'high' : 'low',
      generation: undefined,
      call: (mark, lock) => schedulingPatch(read, 'cordoned', { mark, lock }),
    };
  },
  verify: async (tools, plan) => verifyScheduling(tools, plan, 'cordoned'),
  inverse: async (tools, plan) => inverseOfScheduling(tools, plan, 'cordoned'),
};
