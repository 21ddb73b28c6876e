import type { NodeFacts } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import { oneLine } from '../one-line.ts';
import { objectsAt, textAt, timeAt, valueAt } from '../read-json.ts';
import { nodeAddresses } from './find-node.ts';

/** A node as the API server sent it → the facts. */
export function nodeFacts(
  node: JsonObject,
  lease: JsonObject | undefined,
  now: number,
): Omit<NodeFacts, 'podCount'> {
  const conditions = objectsAt(node, 'status', 'conditions');
  const ready = conditions.find((condition) => textAt(condition, 'type') === 'Ready');
  const status = textAt(ready, 'status');
  const reason = textAt(ready, 'reason');
  const message = textAt(ready, 'message');
  const since = timeAt(ready, 'lastTransitionTime');
  const renewed = timeAt(lease, 'spec', 'renewTime');
  return {
    ready: status === 'True' || status === 'False' ? status : 'Unknown',
    ...(reason === undefined ? {} : { readyReason: oneLine(reason, 100) }),
    ...(message === undefined ? {} : { readyMessage: oneLine(message, 400) }),
    ...(since === undefined ? {} : { readySince: since }),
    unschedulable: valueAt(node, 'spec', 'unschedulable') === true,
    // Every other condition of a node, also the node problem detector's, is bad when it is True.
    pressures: conditions
      .filter((condition) => condition !== ready && textAt(condition, 'status') === 'True')
      .map((condition) => oneLine(textAt(condition, 'type') ?? '', 100)),
    taints: objectsAt(node, 'spec', 'taints').map(taintText),
    ...(renewed === undefined ? {} : { leaseAgeMs: Math.max(0, now - renewed) }),
    addresses: nodeAddresses(node),
  };
}

/** `key=value:Effect`, as kubectl writes it. */
function taintText(taint: JsonObject): string {
  const value = textAt(taint, 'value');
  return oneLine(
    `${textAt(taint, 'key') ?? ''}${value === undefined ? '' : `=${value}`}:${textAt(taint, 'effect') ?? ''}`,
    200,
  );
}

/** `node-3: not ready (NodeStatusUnknown: Kubelet stopped posting node status.), kubelet silent for 65 s` */
export function nodeSentence(name: string, node: NodeFacts): string {
  const parts: string[] = [];
  if (node.ready === 'True') parts.push('ready');
  else {
    const why = [node.readyReason, node.readyMessage].filter((word) => word !== undefined).join(': ');
    parts.push(`${node.ready === 'False' ? 'not ready' : 'state unknown'}${why === '' ? '' : ` (${why})`}`);
  }
  if (node.unschedulable) parts.push('cordoned');
  if (node.pressures.length > 0) parts.push(node.pressures.join(', '));
  if (node.leaseAgeMs !== undefined && node.leaseAgeMs > deadKubeletMs) {
    parts.push(`kubelet silent for ${Math.round(node.leaseAgeMs / 1000)} s`);
  }
  if (node.podCount !== undefined) parts.push(node.podCount === 1 ? '1 pod' : `${node.podCount} pods`);
  return `${name}: ${parts.join(', ')}`;
}

/** The kubelet renews its lease every 10 s; a node lease lasts 40 s (kubelet nodeLeaseDurationSeconds). */
export const deadKubeletMs = 40_000;
