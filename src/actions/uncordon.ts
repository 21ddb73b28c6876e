import { fullReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type Prepared } from './action.ts';
import {
  cordonedBy,
  inverseOfScheduling,
  readiness,
  readNode,
  schedulingOf,
  schedulingPatch,
  verifyScheduling,
} from './node-scheduling.ts';

/** Lets new pods onto a node again, as `kubectl uncordon` does. */
export const uncordon: Action = {
  name: 'uncordon',
  summary: 'lets new pods onto a node again',
  kinds: ['Node'],
  digestFacts: { unschedulable: 'spec.unschedulable (nodes have no generation)' },
  call: 'strategic merge patch of the Node: metadata.resourceVersion, the annotation, spec.unschedulable: null',
  undo: 'cordon',
  warnings: [],
  risks: 'low; medium when the node is not ready',
  worked: '`spec.unschedulable` and the taint `node.kubernetes.io/unschedulable` agree',
  permissions: [
    {
      apiGroup: '',
      resources: ['nodes'],
      verbs: ['get', 'patch'],
      scope: 'cluster',
      neededBy: 'cordon, uncordon: sets spec.unschedulable; counts the nodes that are left',
      fields: ['/spec/unschedulable'],
    },
  ],
  marks: 'main',
  verifyForMs: 60_000,
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const read = await readNode(tools, parameters);
    if (isRefusal(read)) return read;
    const { object, target, reference } = read;
    if (schedulingOf(object) === 'open') {
      return planRefusal('already-so', `${fullReference(reference)} is not cordoned. Nothing to do.`);
    }
    const warnings: string[] = [];
    const by = cordonedBy(object, tools.now());
    if (by !== undefined) warnings.push(`It was cordoned by ${by}: check that whoever did it is done.`);
    const ready = readiness(object);
    if (ready !== 'True')
      warnings.push(`The node is not ready (Ready=${ready}): until it is, no pod is placed there anyway.`);
    return {
      parameters: { action: 'uncordon', target: reference },
      target,
      facts: { unschedulable: true },
      before: { unschedulable: true },
      after: { unschedulable: false },
      title: `Uncordon ${fullReference(reference)}`,
      diff: ['- spec.unschedulable: true', '+ spec.unschedulable: false'],
      warnings,
      blastRadius: 'No running pod is touched; new ones may be placed there',
      risk: ready === 'True' ? 'low' : 'medium',
      generation: undefined,
      call: (mark, lock) => schedulingPatch(read, 'open', { mark, lock }),
    };
  },
  verify: async (tools, plan) => verifyScheduling(tools, plan, 'open'),
  inverse: async (tools, plan) => inverseOfScheduling(tools, plan, 'open'),
};
