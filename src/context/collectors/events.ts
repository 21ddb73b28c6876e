import type { EventFacts, Evidence } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import { shortReference, type ObjectReference } from '../../model/object-reference.ts';
import type { Permission } from '../../model/permission.ts';
import { collectionPath } from '../../cluster/object-path.ts';
import type { ClusterReader, Collector, Inquiry } from '../collector.ts';
import { eventCount, eventTime } from '../events/event-time.ts';
import { eventsAbout, type EventTarget } from '../events/events-about.ts';
import { findRevisions } from '../change/revisions.ts';
import { findAutoscaler } from '../workload/autoscaler.ts';
import { findWorkload } from '../objects/find-workload.ts';
import { findNode } from '../objects/find-node.ts';
import { oneLine } from '../one-line.ts';
import { textAt } from '../read-json.ts';
import { rankedPods } from './pod.ts';

/** Events shown. */
const shown = 12;
/** Pods whose events are read. */
const podsRead = 3;
/** kubelet and controllers write node events here. */
const nodeEvents = 'default';

export const eventPermissions: readonly Permission[] = [
  {
    apiGroup: '',
    resources: ['events'],
    verbs: ['list'],
    scope: 'cluster',
    neededBy: 'events: what the controllers say about the subject',
  },
];

/** What happens to every pod all day. */
const routine = new Set([
  'Scheduled',
  'Pulling',
  'Pulled',
  'Created',
  'Started',
  'SuccessfulCreate',
  'SuccessfulDelete',
  'SuccessfulAttachVolume',
  'Completed',
  'RegisteredNode',
  'Starting',
  'NodeAllocatableEnforced',
  'NodeHasSufficientMemory',
  'NodeHasNoDiskPressure',
  'NodeHasSufficientPID',
]);

/** What do controllers and kubelets say about the subject, its revisions, its sick pods and its autoscaler? Warnings first. */
export const collectEvents: Collector = async (inquiry) => {
  const { cluster } = inquiry.sources;
  if (cluster === undefined) return [];
  const lists = await Promise.all(
    (await targets(inquiry, cluster)).map((target) => eventsAbout(cluster, target, inquiry.timeoutMs)),
  );
  const events = [...lists.flat(), ...(await warningsOfNamespace(inquiry, cluster))].map((event) =>
    facts(event, cluster.name),
  );
  const worth = events.filter(({ data }) => data.type === 'Warning' || !routine.has(data.reason));
  worth.sort(
    (one, other) =>
      Number(other.data.type === 'Warning') - Number(one.data.type === 'Warning') ||
      other.data.lastAt - one.data.lastAt ||
      (one.id < other.id ? -1 : 1),
  );
  return distinct(worth).slice(0, shown);
};

async function targets(inquiry: Inquiry, cluster: ClusterReader): Promise<EventTarget[]> {
  const { subject, timeoutMs } = inquiry;
  if (subject.kind === 'Cluster' || subject.kind === 'Namespace') return [];
  if (subject.kind === 'Node') {
    const name = textAt(await findNode(cluster, subject.name, timeoutMs), 'metadata', 'name') ?? subject.name;
    return [{ namespace: nodeEvents, kind: 'Node', name }];
  }
  const { namespace } = subject;
  if (namespace === undefined) return [];
  const uids = new Set<string | undefined>();
  const workload = await findWorkload(inquiry);
  if (workload !== undefined) {
    uids.add(workload.reference.uid);
    // What keeps new pods from being made (quota, admission) is said of the ReplicaSet, not of the Deployment.
    const revisions = ['Deployment', 'Rollout'].includes(workload.reference.kind)
      ? await findRevisions(cluster, workload, timeoutMs)
      : [];
    for (const revision of revisions.slice(0, 2)) uids.add(revision.uid);
    const autoscaler = await optional(findAutoscaler(cluster, workload, timeoutMs));
    uids.add(textAt(autoscaler, 'metadata', 'uid'));
  }
  for (const pod of (await rankedPods(inquiry)).filter(({ illness }) => illness > 0).slice(0, podsRead)) {
    uids.add(pod.evidence.about?.uid);
  }
  const known = [...uids].filter((uid) => uid !== undefined && uid !== '');
  const byUid = known.map((uid) => ({ namespace, uid: uid ?? '' }));
  // What has no workload and no pods of its own (a volume claim, a pod that is gone) still has events.
  return byUid.length > 0 ? byUid : [{ namespace, kind: subject.kind, name: subject.name }];
}

/** The workload collector says when autoscalers cannot be read. */
async function optional<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

async function warningsOfNamespace(
  { subject, timeoutMs }: Inquiry,
  cluster: ClusterReader,
): Promise<JsonObject[]> {
  if (subject.kind !== 'Namespace') return [];
  const path = collectionPath('Event', subject.namespace ?? subject.name);
  return await cluster.list(path, { fieldSelector: 'type=Warning', timeoutMs });
}

type EventEvidence = Extract<Evidence, { kind: 'event' }>;

function facts(event: JsonObject, cluster: string): EventEvidence {
  const involved = (key: string) => textAt(event, 'involvedObject', key);
  const [namespace, uid] = [involved('namespace'), involved('uid')];
  const object: ObjectReference = {
    cluster,
    kind: oneLine(involved('kind') ?? 'Object', 60),
    ...(namespace === undefined ? {} : { namespace }),
    name: oneLine(involved('name') ?? '', 253),
    ...(uid === undefined ? {} : { uid }),
  };
  const data: EventFacts = {
    reason: oneLine(textAt(event, 'reason') ?? '', 100),
    type: textAt(event, 'type') === 'Warning' ? 'Warning' : 'Normal',
    message: oneLine(textAt(event, 'message') ?? '', 500),
    count: eventCount(event),
    lastAt: eventTime(event),
    object,
  };
  const times = data.count > 1 ? ` (${data.count} times)` : '';
  return {
    id: `event/${textAt(event, 'metadata', 'name') ?? `${object.name}.${data.reason}`}`,
    kind: 'event',
    source: 'kubernetes',
    about: object,
    at: data.lastAt,
    text: oneLine(`${data.reason} ${shortReference(object)}: ${data.message}${times}`, 400),
    data,
  };
}

/** One a reason and text: the same complaint about three pods is one complaint; the newest speaks. */
function distinct(events: readonly EventEvidence[]): EventEvidence[] {
  const seen = new Set<string>();
  return events.filter(({ data }) => {
    // Pods differ in names and hashes only.
    const complaint = `${data.object.kind} ${data.reason} ${data.message.replaceAll(data.object.name, '').replace(/\b[0-9a-f-]{8,}\b/g, '')}`;
    if (seen.has(complaint)) return false;
    seen.add(complaint);
    return true;
  });
}
