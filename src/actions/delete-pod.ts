import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath, objectPath } from '../cluster/object-path.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { isRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { numberAt, objectsAt, stringAt, stringsAt } from './json-at.ts';
import { lookForPod, noWayBack, preparePodRemoval, verifyPodRemoval } from './pod-removal.ts';
import type { ReadTarget } from './read-target.ts';

const words = { action: 'delete-pod', imperative: 'Delete', participle: 'deleted' } as const;

/** Deletes one pod with its own grace period, as `kubectl delete pod` does; never by force. */
export const deletePod: Action = {
  name: 'delete-pod',
  summary: 'deletes one pod, by its uid and with its grace period; disruption budgets are not asked',
  kinds: ['Pod'],
  digestFacts: { owner: 'uid of the controller that owns the pod, or null' },
  call: 'DELETE of the Pod with the precondition of its uid',
  undo: 'none: a pod that is gone does not come back',
  irreversible: true,
  warnings: ['budget'],
  risks: 'low; medium for the only ready pod; high without a controller',
  worked: 'a new pod of the same controller is ready; without a controller: the pod is gone',
  permissions: [
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['get', 'list', 'delete'],
      scope: 'namespace',
      neededBy: 'delete-pod: deletes the pod; whether a new one is ready',
      holds: [
        {
          expression: 'has(request.options.preconditions) && has(request.options.preconditions.uid)',
          message: 'Middlewatch deletes only the pod that was planned, by its uid',
        },
        {
          // The API server itself writes a zero for pods that run nowhere (pkg/registry/core/pod/strategy.go).
          expression:
            "!has(request.options.gracePeriodSeconds) || request.options.gracePeriodSeconds > 0 || !has(oldObject.spec.nodeName) || oldObject.spec.nodeName == '' || oldObject.status.phase in ['Succeeded', 'Failed'] || (has(oldObject.spec.terminationGracePeriodSeconds) && oldObject.spec.terminationGracePeriodSeconds == 0)",
          message: 'Middlewatch gives pods their time to end',
        },
      ],
    },
    {
      apiGroup: 'policy',
      resources: ['poddisruptionbudgets'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'delete-pod: which budget it would break',
      during: 'plan',
    },
  ],
  marks: 'main',
  prepare: async (tools, parameters): Promise<Prepared | PlanRefusal> => {
    const prepared = await preparePodRemoval(tools, parameters.target, words);
    if (isRefusal(prepared)) return prepared;
    const { read, ...removal } = prepared;
    return {
      ...removal,
      warnings: [...removal.warnings, ...(await budgetWarning(tools, read))],
      call: () => ({
        method: 'DELETE',
        path: objectPath(read.reference),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: read.target.uid } },
      }),
    };
  },
  look: lookForPod,
  verify: async (tools, plan) => verifyPodRemoval(tools, plan),
  inverse: async (_tools, plan) => noWayBack(plan, words.participle),
};

/** Deletion does not ask budgets; whoever approves it should know which one says no. Only by labels: budgets with expressions are rare. */
async function budgetWarning(tools: ActionTools, { object, reference }: ReadTarget): Promise<string[]> {
  try {
    const budgets = await tools.cluster.list(collectionPath('PodDisruptionBudget', reference.namespace), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    const labels = stringsAt(object, 'metadata', 'labels');
    return budgets.flatMap((budget) => {
      const wanted = Object.entries(stringsAt(budget, 'spec', 'selector', 'matchLabels'));
      const expressions = objectsAt(budget, 'spec', 'selector', 'matchExpressions').length > 0;
      const matches =
        wanted.length > 0 && !expressions && wanted.every(([key, value]) => labels[key] === value);
      if (!matches || (numberAt(budget, 'status', 'disruptionsAllowed') ?? 0) > 0) return [];
      const name = stringAt(budget, 'metadata', 'name') ?? '';
      return [
        `The disruption budget ${name} allows no disruption now, and a deletion does not ask it. \`/mw evict-pod\` does.`,
      ];
    });
  } catch (error) {
    if (error instanceof ClusterError && error.failure === 'refused')
      return ['Disruption budgets cannot be read here, and a deletion does not ask them.'];
    throw error;
  }
}
