import type { ContainerContext } from '../kubernetes/container-behaviour.ts';
import type { Stage } from '../play/stage.ts';
import { allAvailable } from '../world/all-available.ts';
import { applications, deploymentManifest, namespace, type Application } from '../world/application.ts';
import { readField, readList, readNumber, readText } from '../world/read-field.ts';
import type { World } from '../world/world.ts';
import { keepFiringForMs, type Scenario } from './scenario.ts';

const image = 'shop/checkout:1.6';
const enough = '512Mi';
/** Simulated milliseconds: it fills its cache, dies, and is careful for an hour once it has started again. */
const firstDeathMs = 20_000;
const laterDeathMs = 3_600_000;

/**
 * A release brought a database migration and needs more memory. Going back is what everybody would try first, and makes
 * it worse: the old version cannot read the new tables. Undone, the new version gets the memory that it needs.
 */
export const rollbackAcrossMigration: Scenario = {
  name: 'rollback-across-migration',
  title: 'A rollback that makes it worse',
  topics: ['rolling updates', 'database migrations', 'memory limits', 'undo'],
  hint: 'checkout 1.6 is killed for its memory. Roll it back, see what that does, undo it, and set a limit of 512Mi.',
  rules: [
    {
      alert: 'KubeContainerOOMKilled',
      expr: 'kube_pod_container_status_last_terminated_reason{reason="OOMKilled", job="kube-state-metrics"} >= 1',
      forMs: 500,
      keepFiringForMs,
      labels: { severity: 'warning' },
      annotations: {
        summary: 'A container was killed for its memory.',
        description:
          'Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} was killed by the kernel (reason: "OOMKilled").',
      },
    },
  ],
  start(world) {
    world.kubernetes.behave(find('checkout').image, {
      kind: 'crash',
      afterMs: 400,
      // It never serves.
      readyAfterMs: 60_000,
      exitCode: 1,
      logs: [
        'checkout 1.4 starting',
        'connecting to the database',
        'Error: relation "basket" does not exist (the schema is at 16, this release knows 14)',
      ],
    });
    world.kubernetes.behave(isNew, { kind: 'out-of-memory', afterMs: laterDeathMs });
    world.kubernetes.behave((context) => isNew(context) && context.attempt === 0, {
      kind: 'out-of-memory',
      afterMs: firstDeathMs,
    });
    world.kubernetes.behave((context) => isNew(context) && memoryLimit(context) === enough, { kind: 'run' });
    release(world, 'info', 'release 1.6: baskets in a table of their own (migration 16)');
  },
  events: [
    {
      name: 'debug-logging',
      title: 'A colleague turns debug logging on',
      run: (world) => release(world, 'debug', 'look at the memory of 1.6'),
    },
  ],
  healed: (world) =>
    readText(container(world), 'image') === image &&
    readText(container(world), 'resources', 'limits', 'memory') === enough &&
    allAvailable(world, 'checkout'),
  reset(world) {
    world.kubernetes.behave(find('checkout').image, { kind: 'run' });
    world.kubernetes.apply(
      deploymentManifest(find('checkout'), {
        image: find('checkout').image,
        environment: { LOG_LEVEL: 'info', PAYMENTS_URL: 'http://payments:8080' },
        cause: 'release 1.4: clearer errors',
      }),
      { manager: 'ci-deploy' },
    );
  },
  script,
  expected: {
    cause: 'out-of-memory',
    runbook: 'out-of-memory',
    action: 'set-resources',
    verdict: 'worked',
    approver: 'ben',
  },
};

/** Asked, changed under the approver's eyes, superseded, approved anew, worse, undone; then what really helps. */
async function script(stage: Stage): Promise<void> {
  const { world } = stage;
  const steady = (): boolean => allAvailable(world, 'checkout') && everyPodDied(world);
  await stage.press('ana', stage.card(), 'mw_ack');
  await stage.untilWorld(steady, 'all pods of checkout 1.6 died once and serve again');
  await stage.press('ana', stage.card(), 'mw_suggested');
  const first = await stage.waitingPlan();
  rollbackAcrossMigration.events?.[0]?.run(world);
  await stage.untilWorld(() => logLevel(world) === 'debug' && steady(), 'debug logging is rolled out');
  const before = stage.mutations();
  await stage.press('ben', first, 'mw_approve');
  await stage.untilSays(first, /Superseded by a new plan/);
  const second = await stage.waitingPlan([first]);
  stage.check(stage.mutations() === before, 'a plan that no longer fitted changed the cluster');
  await stage.press('ben', second, 'mw_approve');
  const worse = await stage.untilSays(second, /Verdict: Worse/);
  await stage.press('ana', worse, 'mw_undo');
  const undo = await stage.waitingPlan([first, second]);
  await stage.press('ben', undo, 'mw_approve');
  await stage.untilSays(undo, /Verdict: Worked/);
  await stage.command('ana', `set-resources deploy/checkout -n ${namespace} --limits memory=${enough}`);
  const memory = await stage.waitingPlan([first, second, undo]);
  await stage.press('ben', memory, 'mw_approve');
  await stage.untilSays(memory, /Verdict: Worked/);
  const changes = stage.mutations() - before;
  stage.check(changes === 3, `the cluster saw ${changes} changes instead of three`);
}

function release(world: World, logLevel: string, cause: string): void {
  world.kubernetes.apply(
    deploymentManifest(find('checkout'), {
      image,
      environment: { LOG_LEVEL: logLevel, PAYMENTS_URL: 'http://payments:8080' },
      cause,
    }),
    { manager: 'ci-deploy' },
  );
}

function isNew(context: ContainerContext): boolean {
  return context.image === image;
}

function memoryLimit({ pod, container: name }: ContainerContext): string {
  const own = readList(pod, 'spec', 'containers').find((one) => readText(one, 'name') === name);
  return readText(own, 'resources', 'limits', 'memory');
}

function container(world: World): unknown {
  const deployment = world.kubernetes.read({ resource: 'deployments.apps', namespace, name: 'checkout' });
  return readList(deployment, 'spec', 'template', 'spec', 'containers')[0];
}

function logLevel(world: World): string {
  const variable = readList(container(world), 'env').find((one) => readText(one, 'name') === 'LOG_LEVEL');
  return readText(variable, 'value');
}

/** Each of its pods runs again after its first death. */
function everyPodDied(world: World): boolean {
  const pods = world.kubernetes
    .list('pods', namespace)
    .filter((pod) => readField(pod, 'metadata', 'labels', 'app.kubernetes.io/name') === 'checkout');
  return pods.every((pod) =>
    readList(pod, 'status', 'containerStatuses').every(
      (status) => readNumber(0, status, 'restartCount') > 0 && readField(status, 'ready') === true,
    ),
  );
}

function find(name: string): Application {
  const found = applications.find((application) => application.name === name);
  if (found === undefined) throw new Error(`the drill has no application ${name}`);
  return found;
}
