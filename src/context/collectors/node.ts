import { collectionPath, objectPath } from '../../cluster/object-path.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Permission } from '../../model/permission.ts';
import type { ClusterReader, Collector, Inquiry } from '../collector.ts';
import { failureEvidence, isNotFound } from '../failure.ts';
import { findNode } from '../objects/find-node.ts';
import { podsOnNode } from '../objects/find-pods.ts';
import { nodeFacts, nodeSentence } from '../objects/node-facts.ts';
import { referenceTo } from '../objects/owner.ts';
import { oneLine } from '../one-line.ts';
import { textAt } from '../read-json.ts';
import { rankedPods } from './pod.ts';

/** Nodes shown. */
const shown = 3;

export const nodePermissions: readonly Permission[] = [
  {
    apiGroup: '',
    resources: ['nodes'],
    verbs: ['get', 'list'],
    scope: 'cluster',
    neededBy: 'node: conditions and taints',
  },
  {
    apiGroup: 'coordination.k8s.io',
    resources: ['leases'],
    verbs: ['get'],
    scope: 'namespace',
    neededBy: 'node: when the kubelet was last heard of (namespace kube-node-lease)',
  },
];

/** How are the nodes: the subject itself, those of the sick pods, or, for a whole cluster, those that are not ready? */
export const collectNodes: Collector = async (inquiry) => {
  const { subject, timeoutMs } = inquiry;
  const { cluster } = inquiry.sources;
  if (cluster === undefined) return [];
  if (subject.kind === 'Node') {
    const node = await findNode(cluster, subject.name, timeoutMs);
    if (node === undefined) {
      return [
        failureEvidence('kubernetes', 'node', `Node ${subject.name} is not there on ${subject.cluster}`),
      ];
    }
    const name = textAt(node, 'metadata', 'name') ?? '';
    const pods = await podsOnNode(cluster, name, timeoutMs);
    return [await evidenceOf(inquiry, cluster, node, pods.length)];
  }
  const nodes =
    subject.kind === 'Cluster'
      ? await unreadyNodes(cluster, timeoutMs)
      : await nodesOfSickPods(inquiry, cluster);
  return await Promise.all(nodes.slice(0, shown).map((node) => evidenceOf(inquiry, cluster, node)));
};

async function unreadyNodes(cluster: ClusterReader, timeoutMs: number): Promise<JsonObject[]> {
  const nodes = await cluster.list(collectionPath('Node'), { timeoutMs });
  return nodes.filter((node) => nodeFacts(node, undefined, 0).ready !== 'True');
}

async function nodesOfSickPods(inquiry: Inquiry, cluster: ClusterReader): Promise<JsonObject[]> {
  const pods = await rankedPods(inquiry);
  const names = new Set(
    pods.filter(({ illness }) => illness > 0).flatMap(({ evidence }) => evidence.data.node ?? []),
  );
  const found = await Promise.all(
    [...names].slice(0, shown).map((name) => findNode(cluster, name, inquiry.timeoutMs)),
  );
  return found.filter((node) => node !== undefined);
}

async function evidenceOf(
  inquiry: Inquiry,
  cluster: ClusterReader,
  node: JsonObject,
  podCount?: number,
): Promise<Evidence> {
  const about = referenceTo(cluster.name, 'Node', node);
  const lease = await readLease(cluster, about.name, inquiry.timeoutMs);
  const data = { ...nodeFacts(node, lease, inquiry.now()), ...(podCount === undefined ? {} : { podCount }) };
  return {
    id: `node/${about.name}`,
    kind: 'node',
    source: 'kubernetes',
    about,
    ...(data.readySince === undefined ? {} : { at: data.readySince }),
    text: oneLine(nodeSentence(about.name, data), 400),
    data,
  };
}

/** Absent on a node that never was up, or when it may not be read: then the node's conditions speak alone. */
async function readLease(
  cluster: ClusterReader,
  node: string,
  timeoutMs: number,
): Promise<JsonObject | undefined> {
  try {
    return await cluster.get(objectPath({ kind: 'Lease', namespace: 'kube-node-lease', name: node }), {
      timeoutMs,
    });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
