import { readField, readList, readText } from '../world/read-field.ts';
import type { World } from '../world/world.ts';
import { keepFiringForMs, type Scenario } from './scenario.ts';

const sickNode = 'node-3';

/**
 * A node's kubelet dies. Its pods are gone from service and new ones could still be sent there when it blinks; the
 * rule, like kube-prometheus' own, leaves cordoned nodes alone: only a cordon ends it.
 */
export const nodeNotReady: Scenario = {
  name: 'node-not-ready',
  title: 'A node goes not ready',
  topics: ['nodes and node pools', 'taints and eviction', 'cordon', 'disruption'],
  hint: 'node-3 stopped talking to the control plane. Keep new pods away from it.',
  rules: [
    {
      alert: 'KubeNodeNotReady',
      expr: 'kube_node_status_condition{job="kube-state-metrics", condition="Ready", status="true"} == 0 and on (node) kube_node_spec_unschedulable{job="kube-state-metrics"} == 0',
      forMs: 1_500,
      keepFiringForMs,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Node is not ready.',
        description: '{{ $labels.node }} has been unready.',
        runbook_url: 'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubenodenotready',
      },
    },
  ],
  start(world) {
    world.kubernetes.failNode(sickNode);
  },
  healed: (world) => readField(node(world), 'spec', 'unschedulable') === true && noNewPods(world),
  reset(world) {
    world.kubernetes.recoverNode(sickNode);
    world.kubernetes.change({ resource: 'nodes', name: sickNode }, (object) => {
      const spec = object['spec'];
      if (typeof spec === 'object' && spec !== null) Reflect.deleteProperty(spec, 'unschedulable');
    });
  },
  expected: {
    cause: 'node-not-ready',
    runbook: 'node-not-ready',
    action: 'cordon',
    verdict: 'worked',
    approver: 'cleo',
  },
};

function node(world: World): unknown {
  return world.kubernetes.read({ resource: 'nodes', name: sickNode });
}

/** The scheduler keeps away: the cordon's taint is there. */
function noNewPods(world: World): boolean {
  return readList(node(world), 'spec', 'taints').some(
    (taint) => readText(taint, 'key') === 'node.kubernetes.io/unschedulable',
  );
}
