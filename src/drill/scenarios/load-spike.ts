import { applications, namespace } from '../world/application.ts';
import { allAvailable } from '../world/all-available.ts';
import { readNumber } from '../world/read-field.ts';
import { keepFiringForMs, type Scenario } from './scenario.ts';

const service = 'catalog';
const factor = 3;
/** Requests a second that are too many for one pod of the catalog; four get 60 each, well below: rates waver a little. */
const perPod = 70;

/** Three times the customers; no autoscaler. Only more pods bring the load of each back under what it can serve. */
export const loadSpike: Scenario = {
  name: 'load-spike',
  title: 'A load spike',
  topics: ['horizontal scaling', 'resource requests', 'latency and saturation', 'distributed tracing'],
  hint: 'catalog gets three times its traffic and has no autoscaler. Scale it.',
  rules: [
    {
      alert: 'HttpRequestsPerReplicaHigh',
      expr: `sum by (namespace, deployment) (rate(http_requests_total[5s])) / on (namespace, deployment) (kube_deployment_status_replicas_available{job="kube-state-metrics"} > 0) > ${perPod}`,
      forMs: 1_500,
      keepFiringForMs,
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Each replica gets more requests than it can serve.',
        description:
          'Deployment {{ $labels.namespace }}/{{ $labels.deployment }} serves {{ $value }} requests a second per replica.',
      },
    },
  ],
  start(world) {
    world.traffic.spike(service, factor);
  },
  healed(world) {
    const deployment = world.kubernetes.read({ resource: 'deployments.apps', namespace, name: service });
    const available = readNumber(0, deployment, 'status', 'availableReplicas');
    const application = applications.find((one) => one.name === service);
    return (
      application !== undefined &&
      allAvailable(world, service) &&
      world.traffic.load(application) / available <= perPod
    );
  },
  reset(world) {
    world.traffic.spike(service, 1);
    const application = applications.find((one) => one.name === service);
    world.kubernetes.change({ resource: 'deployments.apps', namespace, name: service }, (object) => {
      const spec = object['spec'];
      if (typeof spec === 'object' && spec !== null)
        Reflect.set(spec, 'replicas', application?.replicas ?? 2);
    });
  },
  expected: {
    cause: 'load-above-capacity',
    runbook: 'load-above-capacity',
    action: 'scale',
    verdict: 'worked',
    approver: 'ben',
  },
};
