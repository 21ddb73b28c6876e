import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectCluster } from '../../src/cluster/connect-cluster.ts';
import { collectContext, contextPermissions } from '../../src/context/collect-context.ts';
import type { KubernetesHandle } from '../../src/drill/kubernetes/kubernetes-handle.ts';
import type { KubernetesOptions } from '../../src/drill/kubernetes/kubernetes-options.ts';
import { startKubernetes } from '../../src/drill/kubernetes/start-kubernetes.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { Subject } from '../../src/model/subject.ts';
import { checkout, only } from './support/collected.ts';

async function world(options: KubernetesOptions = {}): Promise<{
  kubernetes: KubernetesHandle;
  collect: (subject?: Subject) => Promise<Evidence[]>;
}> {
  const kubernetes = await startKubernetes({
    nodes: [{ name: 'node-1' }, { name: 'node-2' }],
    namespaces: ['shop'],
    speed: 20,
    ...options,
  });
  onTestFinished(() => kubernetes.stop());
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-context-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'config'), kubernetes.kubeconfig());
  const cluster = await connectCluster({ name: 'prod', kubeconfig: join(folder, 'config'), env: {} });
  onTestFinished(() => cluster.close());
  const collect = (subject: Subject = checkout) =>
    collectContext({
      incident: { subject, clusterKnown: true },
      alerts: [],
      sources: { cluster },
      now: Date.now,
    });
  return { kubernetes, collect };
}

const deployment = (image: string, replicas = 2) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'checkout', namespace: 'shop' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'checkout' } },
    template: {
      metadata: { labels: { app: 'checkout' } },
      spec: { containers: [{ name: 'app', image, resources: { limits: { memory: '64Mi' } } }] },
    },
  },
});
const available =
  (kubernetes: KubernetesHandle, replicas = 2) =>
  () => {
    const found = kubernetes.read({ resource: 'deployments.apps', namespace: 'shop', name: 'checkout' });
    if (found === undefined) return false;
    const { status } = found as { status?: Record<string, number> };
    return (
      status?.['observedGeneration'] === found.metadata.generation &&
      status?.['availableReplicas'] === replicas &&
      status['updatedReplicas'] === replicas &&
      status['replicas'] === replicas
    );
  };
const restarts = (kubernetes: KubernetesHandle, least: number) => () =>
  kubernetes.list('pods', 'shop').some((pod) => {
    const { status } = pod as { status?: { containerStatuses?: { restartCount?: number }[] } };
    return (status?.containerStatuses?.[0]?.restartCount ?? 0) >= least;
  });

describe('collectContext against the simulated cluster', () => {
  it('tells a bad rollout: the crash, the change, the log of the run that died', async () => {
    const { kubernetes, collect } = await world();
    kubernetes.apply(deployment('shop/checkout:1.4'));
    await kubernetes.until(available(kubernetes));
    kubernetes.behave('shop/checkout:1.5', {
      kind: 'crash',
      afterMs: 300,
      exitCode: 2,
      logs: ['boot', 'panic: no such table: orders'],
    });
    kubernetes.apply(deployment('shop/checkout:1.5'));
    await kubernetes.until(restarts(kubernetes, 1));
    const evidence = await collect();
    expect(only(evidence, 'failure')).toEqual([]);
    const [worst] = only(evidence, 'pod');
    const [change] = only(evidence, 'change');
    expect(worst?.data.containers[0]).toMatchObject({
      image: 'shop/checkout:1.5',
      lastState: { exitCode: 2 },
    });
    expect(change?.data).toMatchObject({
      current: { revision: 2, images: ['shop/checkout:1.5'] },
      previous: { revision: 1 },
      differences: ['spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5'],
    });
    expect(worst?.data.controllerUid).toBe(change?.data.current.uid);
    expect(Math.abs((change?.data.current.activeSince ?? 0) - Date.now())).toBeLessThan(30_000);
    expect(only(evidence, 'logs')[0]?.data).toMatchObject({
      previous: true,
      telling: 'panic: no such table: orders',
    });
    expect(only(evidence, 'event').map(({ data }) => data.reason)).toContain('ScalingReplicaSet');
  });

  it('dates a rollback by when it happened, not by when its ReplicaSet was made', async () => {
    const { kubernetes, collect } = await world();
    const made = Date.now();
    kubernetes.apply(deployment('shop/checkout:1.4'));
    await kubernetes.until(available(kubernetes));
    kubernetes.apply(deployment('shop/checkout:1.5'));
    await kubernetes.until(available(kubernetes));
    // Kubernetes' times have whole seconds: the rollback must fall into a later one than what came before.
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(made + 2000), { timeout: 5000 });
    const before = Date.now();
    kubernetes.apply(deployment('shop/checkout:1.4'));
    await kubernetes.until(available(kubernetes));
    const [change] = only(await collect(), 'change');
    expect(change?.data).toMatchObject({
      current: { revision: 3, images: ['shop/checkout:1.4'] },
      previous: { revision: 2, images: ['shop/checkout:1.5'] },
    });
    expect(change?.data.current.createdAt).toBeLessThan(before - 1000);
    expect(change?.data.current.activeSince).toBeGreaterThanOrEqual(before - 1000);
    expect(change?.text).toContain('used again');
  });

  it('tells that a container is killed for its memory', async () => {
    const { kubernetes, collect } = await world();
    kubernetes.behave('shop/checkout:1.4', { kind: 'out-of-memory', afterMs: 200 });
    kubernetes.apply(deployment('shop/checkout:1.4'));
    await kubernetes.until(restarts(kubernetes, 1));
    const [worst] = only(await collect(), 'pod');
    expect(worst?.data.containers[0]).toMatchObject({
      memoryLimit: '64Mi',
      lastState: { reason: 'OOMKilled', exitCode: 137 },
    });
  });

  it('tells that an image cannot be pulled', async () => {
    const { kubernetes, collect } = await world();
    kubernetes.behave('shop/checkout:9', { kind: 'image-pull-error', message: 'manifest unknown' });
    kubernetes.apply(deployment('shop/checkout:9'));
    await kubernetes.until(() => JSON.stringify(kubernetes.list('pods', 'shop')).includes('ErrImagePull'));
    const evidence = await collect();
    expect(only(evidence, 'pod')[0]?.text).toMatch(/app (ErrImagePull|ImagePullBackOff)/);
    expect(only(evidence, 'event').some(({ data }) => data.message.includes('manifest unknown'))).toBe(true);
    expect(only(evidence, 'logs')).toEqual([]);
  });

  it('tells of a node that went silent', async () => {
    const { kubernetes, collect } = await world({ speed: 200 });
    kubernetes.apply(deployment('shop/checkout:1.4'));
    await kubernetes.until(available(kubernetes));
    kubernetes.failNode('node-1');
    await kubernetes.until(() =>
      JSON.stringify(kubernetes.read({ resource: 'nodes', name: 'node-1' }) ?? {}).includes(
        'NodeStatusUnknown',
      ),
    );
    const evidence = await collect({ cluster: 'prod', kind: 'Node', name: 'node-1' });
    expect(only(evidence, 'node')[0]?.data).toMatchObject({
      ready: 'Unknown',
      readyReason: 'NodeStatusUnknown',
    });
    expect(only(evidence, 'node')[0]?.data.taints.join()).toContain('node.kubernetes.io/unreachable');
    expect(only(evidence, 'failure')).toEqual([]);
  });

  it('needs no more rights than it asks for', async () => {
    const { kubernetes, collect } = await world({
      tokens: { 'bot-token': { username: 'bot', groups: [] } },
      rbac: contextPermissions.map(({ apiGroup, resources, verbs }) => ({
        users: ['bot'],
        apiGroups: [apiGroup],
        resources: [...resources],
        verbs: [...verbs],
      })),
    });
    kubernetes.behave('shop/checkout:1.4', {
      kind: 'crash',
      afterMs: 100,
      exitCode: 1,
      logs: ['error: bad'],
    });
    kubernetes.apply(deployment('shop/checkout:1.4'));
    await kubernetes.until(restarts(kubernetes, 1));
    const pod = String(kubernetes.list('pods', 'shop')[0]?.metadata.name);
    const subjects: Subject[] = [
      checkout,
      { ...checkout, kind: 'Pod', name: pod },
      ...[
        'StatefulSet',
        'DaemonSet',
        'Job',
        'CronJob',
        'HorizontalPodAutoscaler',
        'PodDisruptionBudget',
        'Service',
        'PersistentVolumeClaim',
      ].map((kind) => ({ ...checkout, kind })),
      { cluster: 'prod', kind: 'Node', name: 'node-1' },
      { cluster: 'prod', kind: 'Namespace', namespace: 'shop', name: 'shop' },
      { cluster: 'prod', kind: 'Cluster', name: 'prod' },
    ];
    for (const subject of subjects) {
      const failures = only(await collect(subject), 'failure').map(({ text }) => text);
      expect([subject.kind, failures.filter((text) => text.includes('forbidden'))]).toEqual([
        subject.kind,
        [],
      ]);
    }
    expect(kubernetes.requests().filter(({ responseStatus }) => responseStatus === 403)).toEqual([]);
    expect(kubernetes.requests().filter(({ verb }) => verb !== 'get' && verb !== 'list')).toEqual([]);
  });
});
