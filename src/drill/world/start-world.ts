import { SilenceBook } from '../alertmanager/silence-book.ts';
import { startAlertmanagerApi } from '../alertmanager/start-api.ts';
import { startAlertmanager, type SimulatedAlertmanager } from '../alertmanager/start-alertmanager.ts';
import type { KubeObject } from '../kubernetes/kube-object.ts';
import { startKubernetes } from '../kubernetes/start-kubernetes.ts';
import { startPrometheus } from '../prometheus/start-prometheus.ts';
import type { AlertingRule } from '../prometheus/alerting-rules.ts';
import { startWorkspace } from '../slack/start-workspace.ts';
import { startTraces } from '../traces/start-traces.ts';
import { applications, deploymentManifest, namespace } from './application.ts';
import { allAvailable } from './all-available.ts';
import { kubeStateMetrics } from './kube-state-metrics.ts';
import { readText } from './read-field.ts';
import { SeededRandom } from './seeded-random.ts';
import { readManifest } from './slash-commands.ts';
import { Traffic } from './traffic.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  seed: number;
  rules: readonly AlertingRule[];
  /** Path of manifest.yml. */
  manifest: string;
  /** Of the page; 0 takes a free port. */
  port: number;
}

/** Simulated seconds in a real one: back-offs, grace periods and evictions would otherwise outlast anybody's patience. */
const speed = 10;
const dayMs = 86_400_000;
const traceEveryMs = 400;
/** The people of the drill; their ids stand in the drill's config. */
export const drillPeople = [
  {
    name: 'ana',
    id: 'U0DRILLANA',
    realName: 'Ana',
    email: 'ana@example.com',
    tz: 'Europe/Lisbon',
    title: 'SRE, on call',
  },
  {
    name: 'ben',
    id: 'U0DRILLBEN',
    realName: 'Ben',
    email: 'ben@example.com',
    tz: 'America/New_York',
    title: 'SRE',
  },
  {
    name: 'cleo',
    id: 'U0DRILLCLEO',
    realName: 'Cleo',
    email: 'cleo@example.com',
    tz: 'Asia/Tokyo',
    title: 'Platform',
  },
];

/** Starts all servers, builds the shop with a past of some weeks, and lets metrics and traces flow. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const random = new SeededRandom(options.seed);
  let offsetMs = -20 * dayMs;
  const kubernetes = await startKubernetes({
    seed: options.seed,
    speed,
    namespaces: [namespace],
    nodes: [1, 2, 3, 4].map((number) => ({
      name: `node-${number}`,
      labels: { 'node.kubernetes.io/instance-type': 'm5.xlarge' },
    })),
    now: () => Date.now() + offsetMs,
  });
  const traffic = new Traffic(kubernetes, (bytes) => random.hexadecimal(bytes));
  const world = { kubernetes, traffic } as World;
  // The clock jumps while the past is built: no kubelet can renew its lease fast enough to be believed meanwhile.
  kubernetes.pauseController('node-lifecycle');
  await buildPast(world, (days) => {
    offsetMs = -days * dayMs;
  });
  offsetMs = 0;
  await kubernetes.until(
    () => kubernetes.list('leases.coordination.k8s.io', 'kube-node-lease').every(isFresh),
    {
      describe: () => 'the node leases are not renewed',
    },
  );
  kubernetes.resumeController('node-lifecycle');

  let alertmanager: SimulatedAlertmanager | undefined;
  const silences = new SilenceBook(Date.now);
  const alertmanagerApi = await startAlertmanagerApi({
    silences,
    alerts: () => alertmanager?.held() ?? [],
    // As if it had run for a day: of a young one the bot believes no absence.
    startedAt: new Date(Date.now() - dayMs),
  });
  const deliveries: number[] = [];
  const prometheus = await startPrometheus({
    now: Date.now,
    rules: options.rules,
    scrape: (at) => [...kubeStateMetrics(kubernetes), ...traffic.scrape(at)],
    onEvaluation: (alerts) => alertmanager?.receive(alerts),
  });
  // Charts want a past: half an hour of everyday traffic. Two scrapes must fall into the shortest rate of the rules.
  const now = Date.now();
  for (let at = now - 1_800_000; at < now; at += 2_000) prometheus.tick(at);
  const traces = await startTraces({ api: 'v1-and-v3' });
  const traceTimer = setInterval(() => traces.add(traffic.trace(Date.now())), traceEveryMs);
  const workspace = await startWorkspace({
    seed: options.seed,
    port: options.port,
    people: drillPeople,
    channels: [{ name: 'incidents', topic: 'What Middlewatch sees in the drill' }],
    ...readManifest(options.manifest),
  });

  return Object.assign(world, {
    prometheus,
    traces,
    workspace,
    alertmanagerUrl: alertmanagerApi.url,
    connectAlertmanager(webhookUrl: string, token: string): void {
      alertmanager = startAlertmanager({
        webhookUrl,
        token,
        groupBy: ['namespace'],
        groupWaitMs: 3_000,
        groupIntervalMs: 2_000,
        repeatIntervalMs: 3_600_000,
        prometheusUrl: prometheus.url,
        now: Date.now,
        isSilenced: (labels) => silences.mutes(labels).length > 0,
        onDelivery: (_group, status) => deliveries.push(status),
      });
    },
    deliveries: () => deliveries,
    async stop(): Promise<void> {
      clearInterval(traceTimer);
      await alertmanager?.stop();
      await Promise.all([
        alertmanagerApi.stop(),
        prometheus.stop(),
        traces.stop(),
        workspace.stop(),
        kubernetes.stop(),
      ]);
    },
  } satisfies Omit<World, 'kubernetes' | 'traffic'>);
}

function isFresh(lease: KubeObject): boolean {
  return Date.now() - Date.parse(readText(lease, 'spec', 'renewTime')) < 5_000;
}

/** Three releases of checkout, one of everything else, each rolled out whole before the next. */
async function buildPast(world: World, goTo: (daysAgo: number) => void): Promise<void> {
  const releases: { daysAgo: number; name: string; image: string; cause: string }[] = [
    { daysAgo: 20, name: 'checkout', image: 'shop/checkout:1.2', cause: 'release 1.2: gift cards' },
    ...applications
      .filter((application) => application.name !== 'checkout')
      .map(({ name, image }) => ({
        daysAgo: 19,
        name,
        image,
        cause: `release ${image.split(':')[1] ?? ''}`,
      })),
    { daysAgo: 9, name: 'checkout', image: 'shop/checkout:1.3', cause: 'release 1.3: faster totals' },
    { daysAgo: 3, name: 'checkout', image: 'shop/checkout:1.4', cause: 'release 1.4: clearer errors' },
  ];
  for (const { daysAgo, name, image, cause } of releases) {
    const application = applications.find((one) => one.name === name);
    if (application === undefined) continue;
    goTo(daysAgo);
    const environment = {
      LOG_LEVEL: 'info',
      ...(name === 'checkout' ? { PAYMENTS_URL: 'http://payments:8080' } : {}),
    };
    world.kubernetes.apply(deploymentManifest(application, { image, environment, cause }), {
      manager: 'ci-deploy',
    });
    await world.kubernetes.until(() => allAvailable(world, name), {
      timeoutMs: 15_000,
      describe: () => `${name} ${image} is not rolled out`,
    });
  }
}
