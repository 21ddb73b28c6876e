import type { Evidence } from '../../model/evidence.ts';
import type { Permission } from '../../model/permission.ts';
import type { Collector, Inquiry } from '../collector.ts';
import { findPods } from '../objects/find-pods.ts';
import { referenceTo } from '../objects/owner.ts';
import { podFacts } from '../objects/pod-facts.ts';
import { podIllness, podSentence } from '../objects/pod-illness.ts';
import { oneLine } from '../one-line.ts';
import { textAt } from '../read-json.ts';

/** Pods shown in detail. */
const shown = 5;

export const podPermissions: readonly Permission[] = [
  {
    apiGroup: '',
    resources: ['pods'],
    verbs: ['get', 'list'],
    scope: 'cluster',
    neededBy: 'pods: state of the pods of the subject',
  },
  {
    apiGroup: '',
    resources: ['services'],
    verbs: ['get'],
    scope: 'cluster',
    neededBy: 'pods: which pods a Service leads to',
  },
  {
    apiGroup: 'policy',
    resources: ['poddisruptionbudgets'],
    verbs: ['get'],
    scope: 'cluster',
    neededBy: 'pods: which pods a budget speaks of',
  },
];

/** What state are the pods in? The worst first. On a node and in a namespace only the sick ones. */
export const collectPods: Collector = async (inquiry) => {
  const pods = await rankedPods(inquiry);
  const wide = inquiry.subject.kind === 'Node' || inquiry.subject.kind === 'Namespace';
  return pods
    .filter((pod) => !wide || pod.illness > 0)
    .slice(0, shown)
    .map((pod) => pod.evidence);
};

export interface RankedPod {
  illness: number;
  evidence: Extract<Evidence, { kind: 'pod' }>;
}

/** The subject's pods, worst first; the subject itself before its equals, then the younger. */
export async function rankedPods(inquiry: Inquiry): Promise<RankedPod[]> {
  const { subject, now } = inquiry;
  const pods = (await findPods(inquiry)).map((pod): RankedPod => {
    const data = podFacts(pod);
    const about = referenceTo(subject.cluster, 'Pod', pod);
    return {
      illness: podIllness(data, now()),
      evidence: {
        id: `pod/${about.name}`,
        kind: 'pod',
        source: 'kubernetes',
        about,
        at: data.createdAt,
        text: oneLine(podSentence(textAt(pod, 'metadata', 'name') ?? '', data, now()), 300),
        data,
      },
    };
  });
  const isSubject = (pod: RankedPod) =>
    Number(subject.kind === 'Pod' && pod.evidence.about?.name === subject.name);
  return pods.sort(
    (one, other) =>
      other.illness - one.illness ||
      isSubject(other) - isSubject(one) ||
      other.evidence.data.createdAt - one.evidence.data.createdAt ||
      (one.evidence.id < other.evidence.id ? -1 : 1),
  );
}
