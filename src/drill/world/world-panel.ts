import { applications, namespace } from './application.ts';
import { readField, readList, readNumber, readText } from './read-field.ts';
import type { World } from './world.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { WorldPanel, WorldScenario, WorldSection, WorldTone } from '../slack/world-panel.ts';

/** Where each scenario stands; those that are not here are ready. */
export type ScenarioStates = ReadonlyMap<string, 'running' | 'passed'>;

/** The panel beside the channel: what can be started, and the simulated cluster as it is now. */
export function worldPanel(world: World, scenarios: readonly Scenario[], states: ScenarioStates): WorldPanel {
  return {
    title: 'Drill',
    scenarios: scenarios.map((scenario) => scenarioRow(world, scenario, states)),
    sections: [nodes(world), workloads(world)],
    note: 'Press Start. As Ana, press the next step that the card offers; then act as Ben (or, for nodes, Cleo) and press Approve in the thread. Slack, cluster, Prometheus and traces are simulated; the bot is the real one.',
  };
}

function scenarioRow(world: World, scenario: Scenario, states: ScenarioStates): WorldScenario {
  const state = states.get(scenario.name) ?? 'ready';
  const running = scenario.healed(world) ? 'The world is well again; the card follows.' : scenario.hint;
  const detail =
    state === 'passed'
      ? 'Well again, and the card says Resolved.'
      : state === 'running'
        ? running
        : scenario.topics.join(', ');
  const events = (scenario.events ?? []).map(({ name, title }) => ({ name, title }));
  return {
    name: scenario.name,
    title: scenario.title,
    state,
    detail,
    ...(events.length > 0 && { events }),
  };
}

function nodes(world: World): WorldSection {
  const rows = world.kubernetes.list('nodes').map((node) => {
    const ready = readList(node, 'status', 'conditions').find(
      (condition) => readText(condition, 'type') === 'Ready',
    );
    const isReady = readText(ready, 'status') === 'True';
    const cordoned = readField(node, 'spec', 'unschedulable') === true;
    const tone: WorldTone = !isReady ? 'bad' : cordoned ? 'warning' : 'good';
    return {
      label: node.metadata.name,
      value: `${isReady ? 'Ready' : 'NotReady'}${cordoned ? ', cordoned' : ''}`,
      tone,
    };
  });
  return { title: 'Nodes', rows };
}

function workloads(world: World): WorldSection {
  const rows = applications.map((application) => {
    const deployment = world.kubernetes.read({
      resource: 'deployments.apps',
      namespace,
      name: application.name,
    });
    const available = readNumber(0, deployment, 'status', 'availableReplicas');
    const wanted = readNumber(0, deployment, 'spec', 'replicas');
    const image =
      readText(readList(deployment, 'spec', 'template', 'spec', 'containers')[0], 'image').split(':')[1] ??
      '';
    const load = Math.round(world.traffic.load(application) / Math.max(1, available));
    const tone: WorldTone =
      available < wanted ? 'bad' : load > application.capacityPerPod ? 'warning' : 'good';
    return {
      label: `${application.name} ${image}`,
      value: `${available}/${wanted} available, ${load} req/s each${restarts(world, application.name)}`,
      tone,
    };
  });
  return { title: `Deployments in ${namespace}`, rows };
}

/** `, 3 restarts`; nothing while there are none. */
function restarts(world: World, name: string): string {
  const count = world.kubernetes
    .list('pods', namespace)
    .filter((pod) => readText(pod, 'metadata', 'labels', 'app.kubernetes.io/name') === name)
    .flatMap((pod) => readList(pod, 'status', 'containerStatuses'))
    .reduce<number>((sum, status) => sum + readNumber(0, status, 'restartCount'), 0);
  return count === 0 ? '' : `, ${count} ${count === 1 ? 'restart' : 'restarts'}`;
}
