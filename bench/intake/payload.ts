const labelsOfKubePrometheus = {
  container: 'kube-state-metrics',
  endpoint: 'http',
  instance: '10.244.1.17:8080',
  job: 'kube-state-metrics',
  prometheus: 'monitoring/k8s',
  service: 'kube-state-metrics',
  severity: 'warning',
};

/** Distinct for each call of one process. */
let serial = 0;

/**
 * A webhook body as Alertmanager sends it for kube-prometheus' rules, about 1 kB an alert; each alert is one of its own,
 * on one of `workloads` Deployments.
 */
export function payload(alerts: number, workloads: number): Uint8Array {
  const list = Array.from({ length: alerts }, () => {
    serial += 1;
    const name = `app-${serial % workloads}`;
    return {
      status: 'firing',
      labels: {
        ...labelsOfKubePrometheus,
        alertname: 'KubeDeploymentReplicasMismatch',
        namespace: 'shop',
        deployment: name,
        shard: String(Math.floor(serial / workloads)),
      },
      annotations: {
        description: `Deployment shop/${name} in cluster has not matched the expected number of replicas for longer than 15 minutes.`,
        runbook_url:
          'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubedeploymentreplicasmismatch',
        summary: 'Deployment has not matched the expected number of replicas.',
      },
      startsAt: '2026-11-24T03:12:00.000Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL:
        'http://prometheus.example/graph?g0.expr=kube_deployment_spec_replicas%7Bjob%3D%22kube-state-metrics%22%7D+%21%3D+kube_deployment_status_replicas_available&g0.tab=1',
      fingerprint: serial.toString(16).padStart(16, '0'),
    };
  });
  return Buffer.from(
    JSON.stringify({
      receiver: 'middlewatch',
      status: 'firing',
      alerts: list,
      groupLabels: { namespace: 'shop' },
      commonLabels: { namespace: 'shop' },
      commonAnnotations: {},
      externalURL: 'http://alertmanager.example',
      version: '4',
      groupKey: '{}:{namespace="shop"}',
      truncatedAlerts: 0,
    }),
  );
}
