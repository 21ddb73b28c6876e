import { collectionPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ClusterReader } from '../collector.ts';

/** An object whose events are wanted. Kubelets write a node's name where its uid belongs, so nodes are asked for by name. */
export type EventTarget =
  { namespace: string; uid: string } | { namespace: string; kind: string; name: string };

/**
 * The events about one object.
 * @throws ClusterError
 */
export async function eventsAbout(
  cluster: ClusterReader,
  target: EventTarget,
  timeoutMs: number,
): Promise<JsonObject[]> {
  const fieldSelector =
    'uid' in target
      ? `involvedObject.uid=${target.uid}`
      : `involvedObject.kind=${escaped(target.kind)},involvedObject.name=${escaped(target.name)}`;
  return await cluster.list(collectionPath('Event', target.namespace), { fieldSelector, timeoutMs });
}

/** Names come from labels; these characters would begin another condition (k8s.io/apimachinery pkg/fields EscapeValue). */
function escaped(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}
