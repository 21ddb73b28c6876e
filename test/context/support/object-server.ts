import { connectCluster } from '../../../src/cluster/connect-cluster.ts';
import { collectionPath } from '../../../src/cluster/object-path.ts';
import { resourceOf } from '../../../src/cluster/resources.ts';
import type { ClusterClient } from '../../../src/cluster/cluster-client.ts';
import { labelsMatch, parseLabelSelector } from '../../../src/drill/kubernetes/select/label-selector.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { sendJson, sendStatus, startPlainApiServer } from '../../cluster/support/plain-api-server.ts';

export type KubeJson = JsonObject & {
  kind: string;
  metadata: JsonObject & { name: string; namespace?: string };
};

export interface ObjectWorld {
  objects: KubeJson[];
  /** `pod/container` or `pod/container/previous` → text; a missing previous log is the kubelet's 400. */
  logs?: Record<string, string>;
  /** Requests that fail: matched against path and query. `hang` never answers. */
  fail?: { path: RegExp; status: number | 'hang'; message?: string }[];
}

export interface ObjectServer {
  cluster: ClusterClient;
  /** Path and query of each request. */
  asked(): string[];
  stop(): Promise<void>;
}

/** An API server of fixed objects, over HTTP: get, list with selectors, logs. */
export async function startObjectServer(world: ObjectWorld): Promise<ObjectServer> {
  const server = await startPlainApiServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const failure = world.fail?.find(({ path }) => path.test(request.url ?? ''));
    if (failure?.status === 'hang') return;
    if (failure !== undefined) {
      sendStatus(response, failure.status, 'Forbidden', failure.message ?? 'it failed');
      return;
    }
    const log = /\/pods\/([^/]+)\/log$/.exec(url.pathname);
    if (log !== null) {
      const previous = url.searchParams.get('previous') === 'true' ? '/previous' : '';
      const text = world.logs?.[`${log[1] ?? ''}/${url.searchParams.get('container') ?? ''}${previous}`];
      if (text === undefined) {
        sendStatus(
          response,
          400,
          'BadRequest',
          `previous terminated container "app" in pod "${log[1] ?? ''}" not found`,
        );
      } else response.end(text);
      return;
    }
    for (const object of world.objects) {
      if (`${pathOf(object)}/${object.metadata.name}` === url.pathname) {
        sendJson(response, object);
        return;
      }
    }
    const items = world.objects.filter(
      (object) => url.pathname === pathOf(object) || url.pathname === collectionPath(object.kind),
    );
    if (items.length === 0 && !/\/[a-z]+s$/.test(url.pathname)) {
      sendStatus(response, 404, 'NotFound', `${url.pathname.split('/').at(-1) ?? ''} not found`);
      return;
    }
    const labels = parseLabelSelector(url.searchParams.get('labelSelector') ?? '');
    const fields = (url.searchParams.get('fieldSelector') ?? '').split(',').filter((part) => part !== '');
    sendJson(response, {
      kind: 'List',
      metadata: {},
      items: items.filter(
        (object) =>
          labelsMatch(labels, (object.metadata['labels'] ?? {}) as Record<string, string>) &&
          fields.every((field) => matches(object, field)),
      ),
    });
  });
  const cluster = await connectCluster({ name: 'prod', kubeconfig: server.kubeconfig, env: {} });
  return {
    cluster,
    asked: () => server.requests.map((request) => request.url),
    stop: async () => {
      cluster.close();
      await server.stop();
    },
  };
}

function pathOf(object: KubeJson): string {
  const namespaced = resourceOf(object.kind)?.namespaced === true;
  return collectionPath(object.kind, namespaced ? object.metadata.namespace : undefined);
}

function matches(object: KubeJson, field: string): boolean {
  const [path = '', wanted] = field.split('=');
  let value: Json | undefined = object;
  for (const step of path.split('.')) value = (value as JsonObject | undefined)?.[step];
  return value === wanted;
}
