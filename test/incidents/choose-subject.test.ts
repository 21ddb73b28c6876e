import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chooseSubject } from '../../src/incidents/choose-subject.ts';
import { incidentKey } from '../../src/incidents/incident-key.ts';
import { isNoise } from '../../src/incidents/noise.ts';
import { podWorkload } from '../../src/incidents/pod-workload.ts';
import { readPage, withTable } from './subjects-table.ts';

const clusters = { defaultCluster: 'prod', knownClusters: ['prod', 'staging'] };

function choose(labels: Record<string, string>) {
  const alert = { labels };
  const { subject, reason, clusterKnown } = chooseSubject(alert, clusters);
  const { kind, namespace, name } = subject;
  const object = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return { object, reason, clusterKnown, key: incidentKey(subject, alert) };
}

describe('the rules of kube-prometheus', () => {
  interface Rule {
    alert: string;
    fired: string[];
    exporter: string[];
    constants: Record<string, string>;
    subject: { kind: string; from: string | null };
  }
  const rules = JSON.parse(readFileSync('test/fixtures/kube-prometheus-alerts.json', 'utf8')) as Rule[];

  /** What kube-state-metrics, node-exporter or the kubelet put into their own labels. */
  const exporterValues: Record<string, string> = {
    pod: 'node-exporter-x7k2p',
    container: 'kube-rbac-proxy-main',
    namespace: 'monitoring',
    service: 'kubelet',
    instance: '10.1.0.9:8443',
    job: 'kube-state-metrics',
    endpoint: 'https-metrics',
  };

  const kinds: Record<string, string> = {
    deployment: 'Deployment',
    job: 'Job',
    statefulset: 'StatefulSet',
    daemonset: 'DaemonSet',
    node: 'Node',
    cluster: 'Cluster',
    namespace: 'Namespace',
    persistentvolumeclaim: 'PersistentVolumeClaim',
    persistentvolume: 'PersistentVolume',
    resourcequota: 'ResourceQuota',
    horizontalpodautoscaler: 'HorizontalPodAutoscaler',
    poddisruptionbudget: 'PodDisruptionBudget',
    apiservice: 'APIService',
    'service/target': 'Service',
  };

  /** Where we say something else than the data, and why. */
  const differently: Record<string, string> = {
    // The scrape job is the API server's, scheduler's or controller manager's: the control plane.
    KubeAPIDown: 'Cluster',
    KubeSchedulerDown: 'Cluster',
    KubeControllerManagerDown: 'Cluster',
    KubeClientErrors: 'Cluster',
    KubeClientCertificateExpiration: 'Cluster',
    KubeAPIInstanceUnreachable: 'Cluster',
    // The label `name` names the aggregated API; `instance` is the API server that was asked.
    KubeAggregatedAPIErrors: 'APIService',
    // Its scrape job is the service's name.
    GrafanaRequestsFailing: 'Service',
    // Static pods of the control plane are named for their node.
    KubeSchedulerInstanceUnreachable: 'Pod',
    KubeControllerManagerInstanceUnreachable: 'Pod',
  };

  it.each(rules.map((rule, index) => [`${rule.alert} (${index})`, rule] as const))('%s', (_, rule) => {
    const isNode = rule.subject.from === 'instance' && rule.subject.kind === 'node';
    const labels: Record<string, string> = {
      alertname: rule.alert,
      severity: 'warning',
      prometheus: 'monitoring/k8s',
    };
    for (const name of rule.fired) {
      labels[name] = rule.exporter.includes(name) ? (exporterValues[name] ?? 'x') : `the-${name}`;
    }
    if (isNode && labels['node'] === undefined) labels['instance'] = 'the-node:9100';
    if (isNode && rule.exporter.includes('job')) labels['job'] = 'node-exporter';
    if (rule.subject.kind === 'pod') labels['pod'] = 'the-pod-7d9f8c6b5-bx2zt';
    if (rule.alert.endsWith('InstanceUnreachable') && rule.subject.kind === 'pod')
      labels['pod'] = 'kube-scheduler-node-1';
    Object.assign(labels, rule.constants);
    const { object } = choose(labels);
    const [kind, name] = object.split(' ');
    const expected = differently[rule.alert] ?? kinds[rule.subject.kind] ?? 'Deployment';
    expect(kind).toBe(expected);
    if (expected === 'Node') expect(name).toBe('the-node');
    if (expected === 'Deployment' && rule.subject.kind === 'pod') expect(name).toMatch(/\/the-pod$/);
    else if (differently[rule.alert] === undefined && rule.subject.from !== null && expected !== 'Node') {
      expect(name?.split('/').at(-1)).toBe(labels[rule.subject.from]);
    }
  });
});

describe('label traps', () => {
  it.each<[string, Record<string, string>, string, string]>([
    [
      "node-exporter's own pod, by address",
      {
        alertname: 'NodeFilesystemAlmostOutOfSpace',
        job: 'node-exporter',
        instance: '10.0.0.7:9100',
        pod: 'node-exporter-x7k2p',
        namespace: 'monitoring',
        container: 'node-exporter',
      },
      'Node 10.0.0.7',
      'node-instance',
    ],
    [
      'an IPv6 instance',
      { alertname: 'NodeClockSkewDetected', job: 'node-exporter', instance: '[fd00::7]:9100' },
      'Node fd00::7',
      'node-instance',
    ],
    [
      'the exporter itself, as seen by kube-state-metrics',
      {
        alertname: 'KubePodCrashLooping',
        job: 'kube-state-metrics',
        namespace: 'monitoring',
        pod: 'node-exporter-x7k2p',
        container: 'node-exporter',
      },
      'DaemonSet monitoring/node-exporter',
      'pod-name-pattern',
    ],
    [
      "kube-state-metrics' own labels without honorLabels",
      {
        alertname: 'KubeDeploymentReplicasMismatch',
        job: 'kube-state-metrics',
        namespace: 'monitoring',
        pod: 'kube-state-metrics-7d9f8c6b5-bx2zt',
        exported_namespace: 'shop',
        deployment: 'checkout',
      },
      'Deployment shop/checkout',
      'workload-label',
    ],
    [
      'a pod without honorLabels',
      {
        alertname: 'KubePodNotReady',
        namespace: 'monitoring',
        pod: 'kube-state-metrics-7d9f8c6b5-bx2zt',
        exported_namespace: 'shop',
        exported_pod: 'db-0',
      },
      'StatefulSet shop/db',
      'pod-name-pattern',
    ],
    [
      'a node with the messenger beside it',
      {
        alertname: 'MyNodeRule',
        job: 'kube-state-metrics',
        namespace: 'monitoring',
        pod: 'kube-state-metrics-7d9f8c6b5-bx2zt',
        node: 'node-3',
      },
      'Node node-3',
      'node-label',
    ],
    [
      'a pod that says where it runs',
      { alertname: 'ContainerOOM', namespace: 'shop', pod: 'api-7d9f8c6b5-bx2zt', node: 'node-3' },
      'Deployment shop/api',
      'pod-name-pattern',
    ],
    [
      'job is not the Job',
      { alertname: 'KubeJobFailed', job: 'kube-state-metrics', job_name: 'migrate-1', namespace: 'shop' },
      'Job shop/migrate-1',
      'job-name-label',
    ],
    [
      'an application that calls itself Node',
      {
        alertname: 'NodeJSHeapHigh',
        namespace: 'shop',
        pod: 'web-7d9f8c6b5-bx2zt',
        instance: '10.1.1.1:3000',
      },
      'Deployment shop/web',
      'pod-name-pattern',
    ],
    [
      'the kubelet is not the service',
      { alertname: 'MyVolumeRule', job: 'kubelet', service: 'kubelet', namespace: 'shop' },
      'Namespace shop',
      'namespace-only',
    ],
    [
      'but TargetDown means the kubelet',
      { alertname: 'TargetDown', job: 'kubelet', service: 'kubelet', namespace: 'kube-system' },
      'Service kube-system/kubelet',
      'service-label',
    ],
    [
      'a latency alert',
      { alertname: 'CheckoutSlow', service: 'checkout', namespace: 'shop' },
      'Service shop/checkout',
      'service-label',
    ],
    [
      'a probe of a page',
      { alertname: 'ProbeFailed', job: 'blackbox', instance: 'https://shop.example/cart' },
      'Service shop.example',
      'service-label',
    ],
    [
      'a pair of workload and type',
      { alertname: 'X', namespace: 'shop', workload: 'cart', workload_type: 'statefulset', pod: 'cart-0' },
      'StatefulSet shop/cart',
      'workload-label',
    ],
    [
      'a ReplicaSet of a Deployment',
      { alertname: 'X', namespace: 'shop', replicaset: 'cart-7d9f8c6b5' },
      'Deployment shop/cart',
      'workload-label',
    ],
    [
      'a pod with a name of its own',
      { alertname: 'X', namespace: 'shop', pod: 'debug-session' },
      'Pod shop/debug-session',
      'pod-label',
    ],
    ['nothing', { alertname: 'X' }, 'Cluster prod', 'nothing-named'],
  ])('%s', (_, labels, object, reason) => {
    expect(choose(labels)).toMatchObject({ object, reason });
  });

  it('knows the configured clusters, and the one that is meant without a label', () => {
    expect(choose({ alertname: 'X', namespace: 'shop', cluster: 'staging' })).toMatchObject({
      clusterKnown: true,
    });
    expect(choose({ alertname: 'X', cluster: 'moon' })).toMatchObject({
      object: 'Cluster moon',
      clusterKnown: false,
    });
  });

  it('cuts a hostile name and keeps it from looking like another key', () => {
    expect(choose({ alertname: 'X', namespace: 'a/b', deployment: 'c' }).key).not.toBe(
      choose({ alertname: 'X', namespace: 'a', deployment: 'b/workload/c' }).key,
    );
    expect(
      choose({ alertname: 'X', namespace: 'shop', deployment: 'x'.repeat(4096) }).key.length,
    ).toBeLessThan(300);
  });
});

describe('one key', () => {
  const workload = 'prod/shop/workload/checkout';
  it.each([
    [{ deployment: 'checkout' }, workload],
    [{ pod: 'checkout-7d9f8c6b5-bx2zt' }, workload],
    [{ pod: 'checkout-x7k2p' }, workload],
    [{ horizontalpodautoscaler: 'checkout' }, workload],
    [{ poddisruptionbudget: 'checkout' }, workload],
    // As Argo Rollouts' controller is scraped: pod and namespace are its own.
    [
      {
        name: 'checkout',
        strategy: 'canary',
        phase: 'Degraded',
        pod: 'argo-rollouts-7d9f8c6b5-bx2zt',
        namespace: 'argo-rollouts',
        exported_namespace: 'shop',
      },
      workload,
    ],
    [{ name: 'blue', strategy: 'greedy', pod: 'checkout-7d9f8c6b5-bx2zt' }, workload],
    [{ service: 'checkout' }, workload],
    [{ job_name: 'checkout' }, workload],
    [{ pod: 'report-29384720-x7k2p' }, 'prod/shop/workload/report'],
    [{ job_name: 'report-29384780' }, 'prod/shop/workload/report'],
    [{ job_name: 'migrate-28411' }, 'prod/shop/workload/migrate-28411'],
    [{ pod: 'migrate-28411-x7k2p' }, 'prod/shop/workload/migrate-28411'],
    [{ persistentvolumeclaim: 'checkout' }, 'prod/shop/PersistentVolumeClaim/checkout'],
    [{}, 'prod/shop/Namespace/X'],
  ])('%j → %s', (labels, key) => {
    expect(choose({ alertname: 'X', namespace: 'shop', ...labels }).key).toBe(key);
  });

  it('holds the control plane together, and other alerts without an object apart', () => {
    const keys = [
      { alertname: 'KubeAPIDown', job: 'apiserver' },
      { alertname: 'KubeAPIErrorBudgetBurn' },
      {
        alertname: 'KubeSchedulerInstanceUnreachable',
        job: 'kube-scheduler',
        namespace: 'kube-system',
        pod: 'kube-scheduler-a-1',
      },
    ].map((labels) => choose(labels).key);
    expect(new Set(keys)).toEqual(new Set(['prod//Cluster/control-plane']));
    expect(choose({ alertname: 'KubeVersionMismatch' }).key).toBe('prod//Cluster/KubeVersionMismatch');
  });
});

describe('podWorkload', () => {
  it.each([
    ['api-7d9f8c6b5-bx2zt', 'Deployment', 'api'],
    ['my-api-v2-675948875-2x7kp', 'Deployment', 'my-api-v2'],
    ['report-29384720-x7k2p', 'Job', 'report-29384720'],
    ['db-0', 'StatefulSet', 'db'],
    ['kafka-cluster-12', 'StatefulSet', 'kafka-cluster'],
    ['fluent-bit-x7k2p', 'DaemonSet', 'fluent-bit'],
    ['my-redis-cache', undefined, undefined],
    ['build-20261124', undefined, undefined],
    ['x', undefined, undefined],
    ['', undefined, undefined],
    ['-0', undefined, undefined],
  ])('%j → %s %s', (pod, kind, name) => {
    expect(podWorkload(pod)).toEqual(kind === undefined ? undefined : { kind, name });
  });
});

describe('the page', () => {
  it('docs/subjects.md shows what the code does; else run: node test/incidents/subjects-table.ts', () => {
    expect(readPage()).toBe(withTable(readPage()));
  });

  it('knows the noise', () => {
    expect(
      ['Watchdog', 'InfoInhibitor', 'KubePodCrashLooping'].map((alertname) =>
        isNoise({ labels: { alertname } }),
      ),
    ).toEqual([true, true, false]);
  });
});
