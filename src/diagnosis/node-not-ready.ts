import type { NodeFacts } from '../model/evidence.ts';
import { shortReference } from '../model/object-reference.ts';
import {
  evidenceOf,
  workloadReference,
  type EvidenceAbout,
  type Observation,
  type Signature,
} from './observation.ts';

/** A kubelet renews its lease every 10 s; after 40 s the node controller gives up on it (node-monitor-grace-period). */
const leaseGraceMs = 40_000;

/** Taints of a node that is being taken away on purpose: nothing is broken there. */
const leavingTaints: readonly string[] = [
  'ToBeDeletedByClusterAutoscaler',
  'karpenter.sh/disrupted',
  'cloud.google.com/impending-node-termination',
  'aws-node-termination-handler/',
  'node.cloudprovider.kubernetes.io/shutdown',
];

/** A node is not ready, nobody has set it aside, and what is ill is the node itself or has sick pods on it. */
export const nodeNotReady: Signature = (observation) => {
  for (const node of evidenceOf(observation, 'node')) {
    if (node.data.ready === 'True' || isSetAside(node.data)) continue;
    const name = node.about?.name ?? observation.subject.name;
    const sickPods = evidenceOf(observation, 'pod').filter(
      (pod) => pod.data.node === name && !pod.data.ready,
    );
    const isSubject = observation.subject.kind === 'Node';
    if (!isSubject && sickPods.length === 0) continue;
    return {
      code: 'node-not-ready',
      confidence: isDead(node.data) || node.data.ready === 'False' ? 'certain' : 'likely',
      score: isSubject ? 93 : 88,
      sentence: sentence(observation, node, name, sickPods.length),
      cites: [node.id, ...sickPods.map((pod) => pod.id)],
      actions: [
        {
          action: 'cordon',
          target: node.about ?? { cluster: observation.subject.cluster, kind: 'Node', name },
        },
      ],
    };
  }
  return undefined;
};

function isSetAside(node: NodeFacts): boolean {
  return (
    node.unschedulable ||
    node.taints.some((taint) => leavingTaints.some((leaving) => taint.startsWith(leaving)))
  );
}

function isDead(node: NodeFacts): boolean {
  return node.ready === 'Unknown' && (node.leaseAgeMs === undefined || node.leaseAgeMs > leaseGraceMs);
}

function sentence(
  observation: Observation,
  { data }: EvidenceAbout<'node'>,
  name: string,
  sickPods: number,
): string {
  const why = isDead(data)
    ? 'its kubelet stopped reporting'
    : data.pressures.length > 0
      ? `it reports ${data.pressures.join(', ')}`
      : (data.readyMessage ?? data.readyReason ?? 'it does not say why').replace(/\.$/, '');
  const whose =
    observation.subject.kind === 'Node' ? '' : ` of ${shortReference(workloadReference(observation))}`;
  const pods =
    sickPods === 0
      ? ''
      : `; ${sickPods} ${sickPods === 1 ? 'pod' : 'pods'}${whose} there ${sickPods === 1 ? 'is' : 'are'} not ready`;
  return `Node ${name} is not ready: ${why}${pods}`;
}
