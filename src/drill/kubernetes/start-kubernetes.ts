import { ClusterAccess } from './controllers/cluster-access.ts';
import { EventRecorder } from './controllers/event-recorder.ts';
import { SimulatedClock } from './controllers/simulated-clock.ts';
import { ApiServer } from './http/api-server.ts';
import { BehaviourBook } from './kubelet/behaviour-book.ts';
import { Kubelets } from './kubelet/kubelets.ts';
import type { KubeObject } from './kube-object.ts';
import type { ControllerName, HpaMetricSource, KubernetesHandle } from './kubernetes-handle.ts';
import type { KubernetesOptions, TokenUser } from './kubernetes-options.ts';
import { Identifiers } from './registry/identifiers.ts';
import { ObjectStore } from './registry/object-store.ts';
import { Registry } from './registry/registry.ts';
import { resourceKey } from './resources/resource-definition.ts';
import { resourceByKey, resourceTable } from './resources/resource-table.ts';
import type { Pod } from './resources/workload-types.ts';
import { kubeconfigText } from './world/kubeconfig.ts';
import { NodeWorld } from './world/node-world.ts';
import { startControllers } from './world/start-controllers.ts';
import { waitUntil } from './world/wait-until.ts';
import { WorldWrites } from './world/world-writes.ts';

const defaultTokens: Record<string, TokenUser> = {
  'drill-token': { username: 'middlewatch', groups: ['system:serviceaccounts'] },
};
const builtInNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Starts a simulated Kubernetes cluster: an API server on a free port of 127.0.0.1 that any client can talk to, with
 * controllers, a scheduler and kubelets that really roll, schedule, run, crash and evict.
 *
 * @example
 * const cluster = await startKubernetes({ nodes: [{ name: 'node-1' }], namespaces: ['shop'], speed: 20 });
 * cluster.behave('registry.example/shop/checkout:v2', { kind: 'crash', afterMs: 800, exitCode: 1, logs: ['no such table: orders'] });
 * cluster.apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'checkout', namespace: 'shop' }, spec: { … } });
 * await cluster.until(() => cluster.list('pods', 'shop').length === 3);
 * const kubeconfig = cluster.kubeconfig(); // for @kubernetes/client-node or kubectl
 * cluster.injectFault({ method: 'PATCH', path: /deployments/, fault: { kind: 'drop-answer' }, times: 1 });
 * cluster.requests().filter(({ verb, dryRun }) => verb === 'patch' && !dryRun);
 * await cluster.stop();
 */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<KubernetesHandle> {
  const now = options.now ?? Date.now;
  const version = options.version ?? 'v1.34.4';
  const tokens = options.tokens ?? defaultTokens;
  const clock = new SimulatedClock({ speed: options.speed ?? 1, now });
  const store = new ObjectStore({ historyLimit: options.watchHistory ?? 2000 });
  const registry = new Registry({ store, identifiers: new Identifiers(options.seed ?? 1), now });
  const book: BehaviourBook = new BehaviourBook(() => kubelets.reconsider());
  const kubelets: Kubelets = new Kubelets(book);
  const context = { registry, clock, events: new EventRecorder(registry) };
  let metric: HpaMetricSource | undefined;
  const queues = startControllers(context, { kubelets, metric: () => metric });
  const queueOf = (name: ControllerName) => {
    const queue = queues.get(name);
    if (queue === undefined) throw new Error(`the simulated cluster has no controller ${name}`);
    return queue;
  };
  const tools = { ...context, queue: queueOf('kubelet'), access: new ClusterAccess(registry, 'kubelet') };
  const nodes = new NodeWorld(kubelets, tools, version);
  const server = new ApiServer({ registry, tokens, rules: options.rbac, version, logs: kubelets.logs });
  const writes = new WorldWrites(registry);
  for (const name of new Set([...builtInNamespaces, ...(options.namespaces ?? [])])) {
    registry.create(
      resourceByKey('namespaces'),
      '',
      { metadata: { name } },
      { manager: 'kube-apiserver', mode: 'store' },
    );
  }
  for (const node of options.nodes ?? []) nodes.add(node);
  store.onChange(({ definition, object }) => {
    if (definition.resource === 'nodes') nodes.noticeChange(object.metadata.name);
  });
  const url = await server.start();

  const machineOf = ({
    namespace,
    pod,
    container,
  }: {
    namespace: string;
    pod: string;
    container?: string;
  }) => {
    const object = store.read(resourceByKey('pods'), namespace, pod) as Pod | undefined;
    const name = container ?? object?.spec.containers[0]?.name ?? '';
    const machine = object && kubelets.worker(object.metadata.uid)?.machine(name);
    if (machine === undefined)
      throw new Error(`the simulated cluster runs no container ${name} in pod ${namespace}/${pod}`);
    return machine;
  };
  const copies = (objects: KubeObject[]) => objects.map((object) => structuredClone(object));

  return {
    url,
    kubeconfig: (token = Object.keys(tokens)[0] ?? '') =>
      kubeconfigText({
        url,
        name: options.clusterName ?? 'drill',
        token,
        user: tokens[token]?.username ?? 'nobody',
      }),
    requests: () => [...server.records],
    apply: (manifest, writer) => structuredClone(writes.apply(manifest, writer)),
    read: ({ resource, namespace, name }) =>
      structuredClone(store.read(resourceByKey(resource), namespace ?? '', name)),
    list: (resource, namespace) => copies(store.list(resourceByKey(resource), namespace)),
    delete: (key) => writes.delete(key),
    change: (key, mutate, writer) => structuredClone(writes.change(key, mutate, writer)),
    recordEvent: ({ resource, namespace, name }, { component = 'drill', ...event }) =>
      context.events.record(registry.get(resourceByKey(resource), namespace ?? '', name), {
        ...event,
        component,
      }),
    behave: (match, behaviour) => book.add(match, behaviour),
    terminateContainer: ({ exitCode, reason, ...where }) =>
      machineOf(where).terminate(exitCode, reason ?? (exitCode === 0 ? 'Completed' : 'Error')),
    writeLog: (where, text) => machineOf(where).writeLog(text),
    addNode: (node) => nodes.add(node),
    failNode: (name) => nodes.fail(name),
    recoverNode: (name) => nodes.recover(name),
    flapNode: (name, timing) => nodes.flap(name, timing),
    setNodeCondition: (node, condition) => nodes.condition(node, condition),
    hpaMetric: (source) => {
      metric = source;
    },
    injectFault: (fault) => server.faults.add(fault),
    pauseController: (name) => queueOf(name).pause(),
    resumeController: (name) => {
      queueOf(name).resume();
      if (name === 'kubelet') kubelets.syncAll();
    },
    snapshot: () =>
      Object.fromEntries(
        resourceTable.map((definition) => [resourceKey(definition), copies(store.list(definition))]),
      ),
    until: (condition, waiting = {}) => waitUntil(store, condition, waiting),
    onChange: (listener) =>
      store.onChange(({ type, definition, object }) =>
        listener({ type, resource: resourceKey(definition), object: structuredClone(object) }),
      ),
    stop: async () => {
      clock.stop();
      await server.stop();
    },
  };
}
