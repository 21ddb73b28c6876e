import { applications, deploymentManifest, namespace, type Application } from '../world/application.ts';
import { allAvailable } from '../world/all-available.ts';
import { readList, readText } from '../world/read-field.ts';
import type { World } from '../world/world.ts';
import { keepFiringForMs, type Scenario } from './scenario.ts';

const badImage = 'shop/checkout:1.5';

/** A release needs a setting that nobody gave it: its pods die at the start, over and over. Only the old template helps. */
export const crashloopAfterRollout: Scenario = {
  name: 'crashloop-after-rollout',
  title: 'A bad rollout crash-loops',
  topics: ['rolling updates', 'readiness and crash loops', 'rollback', 'metrics and traces'],
  hint: 'checkout 1.5 was released a moment ago. Roll it back.',
  rules: [
    {
      // What customers feel, and what the chart in the thread shows.
      alert: 'CheckoutErrorRateHigh',
      expr: 'sum by (namespace, deployment) (rate(http_request_failures_total{deployment="checkout"}[5s])) / sum by (namespace, deployment) (rate(http_requests_total{deployment="checkout"}[5s])) > 0.1',
      forMs: 500,
      keepFiringForMs,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Customers cannot check out.',
        description: 'A share of {{ $value }} of the requests to {{ $labels.deployment }} fails.',
      },
    },
    {
      alert: 'KubePodCrashLooping',
      expr: 'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff", job="kube-state-metrics"}[5s]) >= 1',
      forMs: 1_500,
      keepFiringForMs,
      labels: { severity: 'warning' },
      annotations: {
        summary: 'Pod is crash looping.',
        description:
          'Pod {{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }}) is in waiting state (reason: "CrashLoopBackOff").',
        runbook_url: 'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping',
      },
    },
    {
      alert: 'KubeDeploymentReplicasMismatch',
      expr: 'kube_deployment_spec_replicas{job="kube-state-metrics"} > kube_deployment_status_replicas_available{job="kube-state-metrics"}',
      forMs: 3_000,
      keepFiringForMs,
      labels: { severity: 'warning' },
      annotations: {
        summary: 'Deployment has not matched the expected number of replicas.',
        description:
          'Deployment {{ $labels.namespace }}/{{ $labels.deployment }} has not matched the expected number of replicas.',
        runbook_url:
          'https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubedeploymentreplicasmismatch',
      },
    },
  ],
  start(world) {
    const checkout = find('checkout');
    world.kubernetes.behave(badImage, {
      kind: 'crash',
      afterMs: 400,
      // It never serves: the old pods that the rollout left do.
      readyAfterMs: 5_000,
      exitCode: 1,
      logs: [
        'checkout 1.5 starting',
        'reading configuration from environment',
        'Error: PAYMENTS_URL is not set',
        '    at loadConfiguration (/app/config.js:41:11)',
        '    at main (/app/main.js:12:3)',
      ],
    });
    world.kubernetes.apply(
      deploymentManifest(checkout, {
        image: badImage,
        environment: { LOG_LEVEL: 'info', PAYMENTS_TIMEOUT: '2s' },
        cause: 'release 1.5: read the payments address from PAYMENTS_URL',
      }),
      { manager: 'ci-deploy' },
    );
  },
  healed: (world) => image(world) !== badImage && allAvailable(world, 'checkout'),
  reset(world) {
    world.kubernetes.apply(
      deploymentManifest(find('checkout'), {
        image: find('checkout').image,
        environment: { LOG_LEVEL: 'info', PAYMENTS_URL: 'http://payments:8080' },
        cause: 'release 1.4: clearer errors',
      }),
      { manager: 'ci-deploy' },
    );
  },
  expected: {
    cause: 'crash-after-rollout',
    runbook: 'crash-after-rollout',
    action: 'rollback',
    verdict: 'worked',
    approver: 'ben',
  },
};

function find(name: string): Application {
  const found = applications.find((application) => application.name === name);
  if (found === undefined) throw new Error(`the drill has no application ${name}`);
  return found;
}

function image(world: World): string {
  const deployment = world.kubernetes.read({ resource: 'deployments.apps', namespace, name: 'checkout' });
  return readText(readList(deployment, 'spec', 'template', 'spec', 'containers')[0], 'image');
}
