import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ClusterReader } from '../collector.ts';
import { isNotFound } from '../failure.ts';
import { objectsAt, textAt } from '../read-json.ts';

/**
 * The node of this name, or with this address: node-exporter alerts name a node as `10.0.0.7:9100` where nobody relabels.
 * @throws ClusterError
 */
export async function findNode(
  cluster: ClusterReader,
  name: string,
  timeoutMs: number,
): Promise<JsonObject | undefined> {
  try {
    return await cluster.get(objectPath({ kind: 'Node', name }), { timeoutMs });
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof RangeError)) throw error;
  }
  const host = name.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  const nodes = await cluster.list(collectionPath('Node'), { timeoutMs });
  return nodes.find(
    (node) => textAt(node, 'metadata', 'name') === host || nodeAddresses(node).includes(host),
  );
}

export function nodeAddresses(node: JsonObject): string[] {
  return objectsAt(node, 'status', 'addresses').flatMap((entry) => textAt(entry, 'address') ?? []);
}
