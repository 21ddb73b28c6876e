import { ClusterError } from '../../cluster/cluster-client.ts';
import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { ActionParameters } from '../../model/action.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';
import { stringAt } from '../json-at.ts';
import { inBatches } from '../several/in-batches.ts';
import { controllerKey, controllerOf, judgePod, podName, type PodFate } from './judge-pod.ts';

/** The pods of a node by what a drain does with them, each list in the order of their names. */
export interface NodePods {
  evict: readonly JsonObject[];
  stays: { daemonSet: number; static: number };
  refused: readonly { pod: JsonObject; why: Extract<PodFate, { fate: 'refused' }>['why'] }[];
}

/** Kubelets run 110 pods by default, 256 where they are told to; this is far beyond. */
const mostPods = 1000;

/**
 * @param daemonSets `looked-up`: pods whose DaemonSet was deleted are found out; `assumed`: after the plan has looked
 * @throws ClusterError
 */
export async function readNodePods(
  tools: ActionTools,
  parameters: ActionParameters,
  daemonSets: 'looked-up' | 'assumed',
): Promise<NodePods> {
  const as = tools.identity === undefined ? {} : { identity: tools.identity };
  const pods = await tools.cluster.list(collectionPath('Pod'), {
    ...as,
    fieldSelector: `spec.nodeName=${parameters.target.name}`,
    maxItems: mostPods,
  });
  const gone = daemonSets === 'assumed' ? new Set<string>() : await goneDaemonSets(tools, pods);
  const emptyDirData = 'emptyDirData' in parameters ? parameters.emptyDirData : undefined;
  const judged = pods
    .toSorted((one, other) => (podName(one) < podName(other) ? -1 : 1))
    .map((pod) => ({
      pod,
      fate: judgePod(pod, {
        emptyDirData: emptyDirData ?? 'kept',
        daemonSetIsThere: (namespace, name) => !gone.has(`${namespace}/${name}`),
      }),
    }));
  const staying = (why: 'daemon-set' | 'static'): number =>
    judged.filter(({ fate }) => fate.fate === 'stays' && fate.why === why).length;
  return {
    evict: judged.flatMap(({ pod, fate }) => (fate.fate === 'evict' ? [pod] : [])),
    stays: { daemonSet: staying('daemon-set'), static: staying('static') },
    refused: judged.flatMap(({ pod, fate }) => (fate.fate === 'refused' ? [{ pod, why: fate.why }] : [])),
  };
}

async function goneDaemonSets(tools: ActionTools, pods: readonly JsonObject[]): Promise<ReadonlySet<string>> {
  const names = new Set(
    pods.flatMap((pod) => {
      const owner = controllerOf(pod);
      if (owner?.kind !== 'DaemonSet') return [];
      return [`${stringAt(pod, 'metadata', 'namespace') ?? ''}/${owner.name}`];
    }),
  );
  const gone = await inBatches([...names], async (key) => {
    const [namespace = '', name = ''] = key.split('/');
    try {
      await tools.cluster.get(objectPath({ kind: 'DaemonSet', namespace, name }), {
        ...(tools.identity !== undefined && { identity: tools.identity }),
      });
      return [];
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.status === 404) return [key];
      // Its pods stay either way: who may not look at it there is told so, and may drain.
      if (error.missing !== undefined && error.missing.verb !== 'impersonate') return [];
      throw error;
    }
  });
  return new Set(gone.flat());
}

/** The controllers whose pods a drain evicts, each once, sorted: a fact of the digest. */
export function controllersOf(pods: readonly JsonObject[]): readonly string[] {
  return [...new Set(pods.map(controllerKey))].sort();
}
