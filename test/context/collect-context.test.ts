import { describe, expect, it } from 'vitest';
import { collectContext, contextPermissions } from '../../src/context/collect-context.ts';
import { checkout, collected, only } from './support/collected.ts';
import { crashWorld, now, time } from './support/shop-world.ts';

describe('collectContext of a crash-looping rollout', () => {
  it('tells pods worst first, with every kind of container and why the last run ended', async () => {
    const { evidence } = await collected(crashWorld());
    const pods = only(evidence, 'pod');
    expect(pods.map(({ id }) => id)).toEqual([
      'pod/checkout-new-c',
      'pod/checkout-old-a',
      'pod/checkout-old-b',
    ]);
    expect(pods[0]).toMatchObject({
      text: 'checkout-new-c: app CrashLoopBackOff, last exit 1 (Error), 4 restarts',
      about: {
        cluster: 'prod',
        kind: 'Pod',
        namespace: 'shop',
        name: 'checkout-new-c',
        uid: 'uid-checkout-new-c',
      },
      data: {
        phase: 'Running',
        ready: false,
        node: 'node-1',
        controllerUid: 'rs-new',
        controllerName: 'checkout-new',
      },
    });
    expect(pods[0]?.data.containers.map(({ name, type }) => [name, type])).toEqual([
      ['migrate', 'init'],
      ['mesh', 'sidecar'],
      ['app', 'container'],
    ]);
    expect(pods[0]?.data.containers[2]).toEqual({
      name: 'app',
      type: 'container',
      image: 'shop/checkout:1.5',
      ready: false,
      restartCount: 4,
      state: {
        phase: 'waiting',
        reason: 'CrashLoopBackOff',
        message: 'back-off 1m20s restarting failed container=app',
      },
      lastState: {
        phase: 'terminated',
        reason: 'Error',
        exitCode: 1,
        startedAt: Date.parse(time(2)),
        finishedAt: Date.parse(time(1)),
      },
      memoryLimit: '128Mi',
    });
  });

  it('tells how the workload stands, who scales it and who manages it', async () => {
    const { evidence } = await collected(crashWorld());
    const [workload] = only(evidence, 'workload');
    expect(workload).toMatchObject({
      id: 'workload/checkout',
      about: { kind: 'Deployment', uid: 'deploy-uid' },
      data: {
        replicas: 3,
        updatedReplicas: 1,
        availableReplicas: 2,
        paused: false,
        owners: [],
        managedBy: 'Argo CD application shop',
        autoscaler: { name: 'checkout', minReplicas: 1, maxReplicas: 3, atMaximum: true },
      },
    });
    expect(workload?.text).toBe(
      'deploy/checkout: 2 of 3 available, 1 updated, autoscaled from 1 to 3, at its maximum, managed by Argo CD application shop',
    );
  });

  it('tells what changed last and since when, and no secret', async () => {
    const { evidence } = await collected(crashWorld());
    const [change] = only(evidence, 'change');
    expect(change).toMatchObject({
      id: 'change/checkout',
      at: Date.parse(time(6)),
      data: {
        current: {
          revision: 14,
          name: 'checkout-new',
          uid: 'rs-new',
          activeSince: Date.parse(time(6)),
          images: ['shop/checkout:1.5', 'proxy:2.0'],
        },
        previous: { revision: 13, name: 'checkout-old' },
        differences: [
          'spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5',
          'spec.containers[app].env[LOG_LEVEL]: info → debug',
          'spec.containers[app].env[DB_PASSWORD]: changed (values not shown)',
        ],
      },
    });
    expect(JSON.stringify(evidence)).not.toMatch(/hunter2|correct-horse|abcdef123456|pa55word/);
  });

  it('tells events, warnings first, without what happens every day', async () => {
    const { evidence } = await collected(crashWorld());
    expect(only(evidence, 'event').map(({ data }) => [data.reason, data.count, data.lastAt])).toEqual([
      ['BackOff', 12, Date.parse(time(1))],
      ['ScalingReplicaSet', 1, Date.parse('2026-11-24T03:04:00Z')],
    ]);
  });

  it('tells what the container said before it died, and the line that says why', async () => {
    const { evidence, server } = await collected(crashWorld());
    expect(only(evidence, 'logs')).toMatchObject([
      {
        id: 'logs/checkout-new-c/app',
        data: {
          previous: true,
          lines: [
            'starting',
            'ERROR cannot reach postgres://[redacted]@db/shop',
            'panic: no database',
            'goroutine 1 [running]:',
          ],
          telling: 'panic: no database',
        },
      },
    ]);
    const asked = server.asked().find((url) => url.includes('/log?')) ?? '';
    expect(Object.fromEntries(new URL(asked, 'http://x').searchParams)).toEqual({
      container: 'app',
      tailLines: '50',
      limitBytes: '65536',
      previous: 'true',
    });
  });

  it('tells how the node of the sick pod is', async () => {
    const { evidence } = await collected(crashWorld());
    expect(only(evidence, 'node')).toMatchObject([
      {
        id: 'node/node-1',
        data: {
          ready: 'Unknown',
          readyReason: 'NodeStatusUnknown',
          pressures: ['MemoryPressure'],
          taints: ['node.kubernetes.io/unreachable:NoSchedule'],
          leaseAgeMs: 300_000,
          addresses: ['10.0.0.7', 'node-1'],
        },
      },
    ]);
  });

  it('asks each question once, though several collectors need the answer', async () => {
    const { server } = await collected(crashWorld());
    expect(new Set(server.asked()).size).toBe(server.asked().length);
  });
});

describe('collectContext of other subjects', () => {
  it('climbs from a pod to its Deployment', async () => {
    const { evidence } = await collected(crashWorld(), { ...checkout, kind: 'Pod', name: 'checkout-old-b' });
    expect(only(evidence, 'workload')[0]).toMatchObject({
      about: { kind: 'Deployment', name: 'checkout' },
      data: {
        owners: [
          { kind: 'ReplicaSet', name: 'checkout-old' },
          { kind: 'Deployment', name: 'checkout' },
        ],
      },
    });
    expect(only(evidence, 'pod').map(({ id }) => id)).toContain('pod/checkout-old-b');
  });

  it('finds the workload behind an autoscaler, and by a service name that is no Service', async () => {
    for (const kind of ['HorizontalPodAutoscaler', 'Service']) {
      const { evidence } = await collected(crashWorld(), { ...checkout, kind });
      expect(only(evidence, 'workload')[0]?.about?.kind).toBe('Deployment');
    }
  });

  it('finds a node by its address and counts its pods', async () => {
    const { evidence } = await collected(crashWorld(), {
      cluster: 'prod',
      kind: 'Node',
      name: '10.0.0.7:9100',
    });
    expect(only(evidence, 'node')[0]).toMatchObject({ about: { name: 'node-1' }, data: { podCount: 4 } });
    expect(only(evidence, 'pod').map(({ id }) => id)).toEqual(['pod/checkout-new-c', 'pod/stray']);
    expect(only(evidence, 'workload')).toEqual([]);
    expect(only(evidence, 'logs')).toEqual([]);
  });

  it('tells of a namespace its sick pods and its warnings', async () => {
    const { evidence } = await collected(crashWorld(), {
      cluster: 'prod',
      kind: 'Namespace',
      name: 'shop',
      namespace: 'shop',
    });
    expect(only(evidence, 'pod').map(({ id }) => id)).toEqual(['pod/checkout-new-c', 'pod/stray']);
    expect(only(evidence, 'event').map(({ data }) => data.reason)).toEqual(['BackOff']);
  });

  it('tells of a cluster the nodes that are not ready', async () => {
    const { evidence } = await collected(crashWorld(), { cluster: 'prod', kind: 'Cluster', name: 'prod' });
    expect(evidence.map(({ id }) => id)).toEqual(['node/node-1']);
  });

  it('says that an object is not there', async () => {
    const { evidence } = await collected({ objects: [] });
    expect(evidence.map(({ text }) => text)).toEqual(['Deployment checkout in shop is not there on prod']);
  });

  it.each(['../../secrets/x', '..', 'a%2fb'])('lets the name %s lead nowhere', async (name) => {
    const { evidence, server } = await collected(crashWorld(), { ...checkout, name });
    expect(evidence.every(({ kind }) => kind === 'failure')).toBe(true);
    expect(server.asked().filter((url) => new URL(url, 'http://x').pathname.includes('secrets'))).toEqual([]);
  });

  it('has no context when the cluster is not known', async () => {
    const evidence = await collectContext({
      incident: { subject: { ...checkout, cluster: 'elsewhere' }, clusterKnown: false },
      alerts: [],
      sources: {},
      now: () => now,
    });
    expect(evidence).toEqual([]);
  });
});

describe('contextPermissions', () => {
  it('only reads, and never Secrets', () => {
    const verbs = new Set(contextPermissions.flatMap((permission) => permission.verbs));
    expect([...verbs].sort()).toEqual(['get', 'list']);
    expect(contextPermissions.flatMap((permission) => permission.resources)).not.toContain('secrets');
  });
});
