import type { SeededRandom } from '../../../src/drill/world/seeded-random.ts';
import { shopDeployment } from '../../stories/support/shop-deployment.ts';
import type { Story } from '../../stories/support/start-story.ts';
import { drainedNode, furnishSeveral, isReady, severalDeployments } from './several-lanes.ts';

/** One action, as it is typed, and the changes that it has to make: each exactly once. */
export interface Wanted {
  words: string;
  changes: readonly WantedChange[];
}

export interface WantedChange {
  method: 'PATCH' | 'DELETE' | 'POST';
  path: RegExp;
}

/** One plan at a time is carried out in a lane, so that its changes can be told from all others. */
export type Lane = (random: SeededRandom, story: Story) => Wanted | Promise<Wanted>;

const images = ['shop/checkout:1.3', 'shop/checkout:1.4'] as const;

function pick<Item>(random: SeededRandom, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random.next() * items.length)] ?? items[0];
}

interface Workload {
  replicas: number;
  template: { spec: { containers: { image: string }[] } };
}

function deployment(name: string): Lane {
  return (random, { kubernetes }) => {
    const found = kubernetes.list('deployments.apps').find(({ metadata }) => metadata.name === name);
    const { replicas, template } = found?.['spec'] as Workload;
    const image = template.spec.containers[0]?.image === images[0] ? images[1] : images[0];
    const wanted = 3 + Math.floor(random.next() * 5);
    const words = pick(random, [
      `rollback deploy/${name}`,
      // What it has already is nothing to plan.
      `scale deploy/${name} ${replicas === wanted ? wanted + 1 : wanted}`,
      `restart deploy/${name}`,
      `set-image deploy/${name} ${name}=${image}`,
    ]);
    return {
      words: `${words} -n shop`,
      changes: [{ method: 'PATCH', path: new RegExp(`/deployments/${name}(?!.*dryRun)`) }],
    };
  };
}

/** Another pod each time: the one before is gone. */
const pods: Lane = (_random, { kubernetes }) => {
  const ready = kubernetes
    .list('pods', 'shop')
    .find((pod) => isReady(pod) && pod.metadata.name.startsWith('pay-'));
  const name = ready?.metadata.name ?? 'pay-0';
  return {
    words: `delete-pod ${name} -n shop`,
    changes: [{ method: 'DELETE', path: new RegExp(`/pods/${name}(?!.*dryRun)`) }],
  };
};

const jobs: Lane = () => ({
  words: 'run-now cronjob/report -n shop',
  changes: [{ method: 'POST', path: /\/jobs(?!.*dryRun)/ }],
});

export const lanes: readonly Lane[] = [
  deployment('checkout'),
  deployment('cart'),
  pods,
  jobs,
  severalDeployments,
  drainedNode,
];

/** What the lanes act on, besides the checkout that is there. */
export async function furnish({ kubernetes }: Story): Promise<void> {
  const apply = async (name: string, image: string): Promise<void> => {
    kubernetes.apply(shopDeployment(name, image), { manager: 'ci-deploy' });
    await kubernetes.until(
      () =>
        kubernetes
          .list('pods')
          .filter((pod) => pod.metadata.name.startsWith(`${name}-`) && JSON.stringify(pod).includes(image))
          .length >= 3,
    );
  };
  // Two revisions, so that there is one to return to.
  for (const image of images) await apply('cart', image);
  await apply('pay', images[1]);
  await furnishSeveral(kubernetes);
  kubernetes.behave('shop/report:1', { kind: 'complete', afterMs: 100 });
  kubernetes.apply(
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'report', namespace: 'shop' },
      spec: {
        schedule: '0 0 1 1 *',
        // So that the look can tell what ran: what was cleared away is said to be unknown.
        successfulJobsHistoryLimit: 1000,
        jobTemplate: {
          spec: {
            template: {
              spec: { restartPolicy: 'Never', containers: [{ name: 'report', image: 'shop/report:1' }] },
            },
          },
        },
      },
    },
    { manager: 'ci-deploy' },
  );
}

/** What the policy offers here. */
export const lanePolicy = [
  {
    actions: ['rollback', 'scale', 'restart', 'set-image', 'delete-pod', 'run-now'],
    namespaces: ['shop'],
    ask: ['group:sre'],
    approve: { from: ['group:sre'] },
    expires: '15m',
  },
  { actions: ['drain'], ask: ['group:sre'], approve: { from: ['group:sre'] }, expires: '15m' },
];
