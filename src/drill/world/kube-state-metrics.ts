import type { KubernetesHandle } from '../kubernetes/kubernetes-handle.ts';
import type { KubeObject } from '../kubernetes/kube-object.ts';
import type { Labels } from '../prometheus/time-series.ts';
import { readField, readList, readNumber, readText } from './read-field.ts';

interface Sample {
  labels: Labels;
  value: number;
}

/** The labels that Prometheus adds for the exporter itself: they describe kube-state-metrics, not the object. */
const exporter = { job: 'kube-state-metrics', instance: '10.244.0.9:8443' };

/**
 * What kube-state-metrics would export about the simulated cluster: the metrics that the drill's rules use, with its names.
 * https://github.com/kubernetes/kube-state-metrics/tree/main/docs
 */
export function kubeStateMetrics(cluster: KubernetesHandle): Sample[] {
  return [
    ...cluster.list('pods').flatMap(podSamples),
    ...cluster.list('deployments.apps').flatMap(deploymentSamples),
    ...cluster.list('nodes').flatMap(nodeSamples),
  ];
}

function sample(name: string, labels: Labels, value: number): Sample {
  return { labels: { __name__: name, ...exporter, ...labels }, value };
}

function podSamples(pod: KubeObject): Sample[] {
  const labels = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name };
  return readList(pod, 'status', 'containerStatuses').flatMap((status) => {
    const container = { ...labels, container: readText(status, 'name') };
    const reason = readText(status, 'state', 'waiting', 'reason');
    const lastReason = readText(status, 'lastState', 'terminated', 'reason');
    return [
      sample('kube_pod_container_status_restarts_total', container, readNumber(0, status, 'restartCount')),
      sample('kube_pod_container_status_ready', container, readField(status, 'ready') === true ? 1 : 0),
      ...(reason === ''
        ? []
        : [sample('kube_pod_container_status_waiting_reason', { ...container, reason }, 1)]),
      ...(lastReason === ''
        ? []
        : [
            sample(
              'kube_pod_container_status_last_terminated_reason',
              { ...container, reason: lastReason },
              1,
            ),
          ]),
    ];
  });
}

function deploymentSamples(deployment: KubeObject): Sample[] {
  const labels = { namespace: deployment.metadata.namespace ?? '', deployment: deployment.metadata.name };
  return [
    sample('kube_deployment_spec_replicas', labels, readNumber(1, deployment, 'spec', 'replicas')),
    sample(
      'kube_deployment_status_replicas_available',
      labels,
      readNumber(0, deployment, 'status', 'availableReplicas'),
    ),
    sample(
      'kube_deployment_status_replicas_updated',
      labels,
      readNumber(0, deployment, 'status', 'updatedReplicas'),
    ),
  ];
}

function nodeSamples(node: KubeObject): Sample[] {
  const labels = { node: node.metadata.name };
  const ready = readList(node, 'status', 'conditions').find(
    (condition) => readText(condition, 'type') === 'Ready',
  );
  const actual = readText(ready, 'status').toLowerCase();
  return [
    ...['true', 'false', 'unknown'].map((status) =>
      sample(
        'kube_node_status_condition',
        { ...labels, condition: 'Ready', status },
        status === actual ? 1 : 0,
      ),
    ),
    sample('kube_node_spec_unschedulable', labels, readField(node, 'spec', 'unschedulable') === true ? 1 : 0),
  ];
}
