import { planRefusal, type Action } from './action.ts';
import { advanceSafely } from './drain/advance-drain.ts';
import { prepareDrain } from './drain/prepare-drain.ts';
import { verifyDrain } from './drain/verify-drain.ts';
import { jsonAt } from './json-at.ts';
import { inverseOfScheduling } from './node-scheduling.ts';
import { evictionHolds } from './eviction-holds.ts';

/** Empties a node, as `kubectl drain --ignore-daemonsets` does: cordon, then an eviction for each pod, with its disruption budgets. */
export const drain: Action = {
  name: 'drain',
  summary:
    'cordons a node and evicts its pods; waits for disruption budgets, can be aborted, goes on after a restart of the bot',
  kinds: ['Node'],
  digestFacts: {
    unschedulable: 'spec.unschedulable (nodes have no generation)',
    controllers:
      'the controllers whose pods are evicted: kind, name and uid; the jobs of one CronJob as one. Not the pods, which come and go',
  },
  call: 'strategic merge patch of the Node as cordon; then a POST of an Eviction (policy/v1) to each pod with the precondition of its uid',
  undo: 'uncordon, where the node was not cordoned before; the pods do not come back by it',
  warnings: ['budget'],
  risks:
    'medium; high when it is tight on the other nodes, or the ready pods of a controller without a budget are all there',
  worked:
    'no pod is left that has to go, and every pod of their controllers is ready elsewhere; one that finds no node is *worse*',
  permissions: [
    {
      apiGroup: '',
      resources: ['nodes'],
      verbs: ['get', 'list', 'patch'],
      scope: 'cluster',
      neededBy: 'drain: cordons the node; counts the room on the others',
      fields: ['/spec/unschedulable'],
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'cluster',
      neededBy: 'drain: which pods run on the node, whether new ones are ready elsewhere',
    },
    {
      apiGroup: '',
      resources: ['pods/eviction'],
      verbs: ['create'],
      scope: 'cluster',
      neededBy: 'drain: evicts, where the disruption budgets allow it',
      holds: evictionHolds,
    },
    {
      apiGroup: 'apps',
      resources: ['daemonsets'],
      verbs: ['get'],
      scope: 'cluster',
      neededBy: 'drain: whether the DaemonSet of a pod that stays is there',
      during: 'plan',
    },
    {
      apiGroup: 'policy',
      resources: ['poddisruptionbudgets'],
      verbs: ['list'],
      scope: 'cluster',
      neededBy: 'drain: how much room the disruption budgets leave',
      during: 'plan',
    },
  ],
  marks: 'main',
  prepare: prepareDrain,
  advance: advanceSafely,
  verify: verifyDrain,
  inverse: async (tools, plan) =>
    jsonAt(plan.before, 'unschedulable') === true
      ? planRefusal(
          'nothing-to-return-to',
          `Node ${plan.target.name} was cordoned before it was drained, and stays so; evicted pods do not come back. If it may take pods: \`/mw uncordon ${plan.target.name}\`.`,
        )
      : inverseOfScheduling(tools, plan, 'cordoned'),
};
