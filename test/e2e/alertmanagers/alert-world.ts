import { startStory, type Story } from '../../stories/support/start-story.ts';
import { cleanup } from '../support/cleanup.ts';
import { freePort } from '../support/free-port.ts';
import { startAlertmanagerCluster, type AlertmanagerReplica } from '../support/start-alertmanager-cluster.ts';
import { startPrometheus, type Prometheus } from '../support/start-prometheus.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rulesOf, serveIllPods, type IllPods, type IllWorkload } from './ill-pods.ts';

/** Where the workloads are; each namespace has a channel of its own. */
export const namespaces = ['shop', 'pay', 'mail'] as const;

function workload(
  namespace: (typeof namespaces)[number],
  name: string,
  alertname: string,
  pods = 25,
): IllWorkload {
  return { namespace, name, alertname, pods };
}

/** Silenced before it fires: nobody is paged. */
export const vault = workload('pay', 'vault', 'KubeVaultSealed');
/** Silenced while it fires. */
export const ledger = workload('pay', 'ledger', 'KubeLedgerBehind');
/** One alert alone. */
export const relay = workload('mail', 'relay', 'KubeRelayDown', 1);
/** Well and ill again while the bot is away. */
export const cart = workload('shop', 'cart', 'KubePodCrashLooping');

export const workloads: readonly IllWorkload[] = [
  ...['checkout', 'catalog', 'search', 'prices'].map((name) => workload('shop', name, 'KubePodCrashLooping')),
  cart,
  ...['invoices', 'refunds', 'payouts'].map((name) => workload('pay', name, 'KubePodNotReady')),
  ledger,
  vault,
  // More in one channel within a minute than anybody reads.
  ...['inbox', 'outbox', 'sorter', 'filter', 'archive', 'digest', 'bounce', 'lists', 'spam', 'quota'].map(
    (name) => workload('mail', name, 'KubeContainerWaiting', 17),
  ),
  ...['spool', 'greylist', 'smtp'].map((name) => workload('mail', name, 'KubeContainerWaiting', 17)),
  workload('mail', 'imap', 'KubeContainerWaiting', 28),
  relay,
];

/** Prometheus, two Alertmanagers, the simulated Slack and cluster; the bot is not started yet. */
export interface AlertWorld {
  story: Story;
  pods: IllPods;
  prometheus: Prometheus;
  alertmanagers: readonly [AlertmanagerReplica, AlertmanagerReplica];
  /** Ids of the channels. */
  channels: readonly string[];
  stop: () => Promise<void>;
}

/** @param environment the bot's, besides its secrets */
export async function startAlertWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<AlertWorld> {
  const ends = cleanup();
  try {
    const folder = await temporaryFolder('alertmanagers');
    ends.add(folder.remove);
    const pods = await serveIllPods(workloads);
    ends.add(pods.stop);
    const port = await freePort();
    const alertmanagers = await startAlertmanagerCluster({
      folder: folder.path,
      webhook: { url: `http://127.0.0.1:${port}/webhooks/alertmanager`, token: 'story-token' },
      groupBy: ['namespace', 'alertname'],
    });
    for (const replica of alertmanagers) ends.add(async () => replica.stop());
    const prometheus = await startPrometheus({
      folder: folder.path,
      target: pods.address,
      alertmanagers: alertmanagers.map(({ address }) => address),
      labels: { cluster: 'prod' },
      rules: rulesOf(workloads),
    });
    ends.add(prometheus.stop);
    const story = await startStory({
      environment,
      workspace: { channels: [{ name: 'incidents' }, ...namespaces.map((name) => ({ name }))] },
      cluster: {
        prometheus: { url: prometheus.url },
        alertmanager: { url: alertmanagers[0].url, replicas: [alertmanagers[1].url] },
      },
      config: {
        // Alertmanager's config names it: it is the same after every start.
        http: { listen: `127.0.0.1:${port}` },
        incidents: { reconcileEvery: '2s' },
        slack: {
          channel: '#incidents',
          routes: namespaces.map((name) => ({ labels: { namespace: name }, channel: `#${name}` })),
        },
      },
    });
    ends.add(async () => story.end());
    const channels = namespaces.map((name) => story.workspace.channelId(name));
    return { story, pods, prometheus, alertmanagers, channels, stop: ends.run };
  } catch (error) {
    await ends.run();
    throw error;
  }
}
