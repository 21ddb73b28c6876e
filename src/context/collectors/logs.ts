import { objectPath } from '../../cluster/object-path.ts';
import { ClusterError } from '../../cluster/cluster-client.ts';
import type { ContainerFacts, Evidence, LogFacts, PodFacts } from '../../model/evidence.ts';
import type { ObjectReference } from '../../model/object-reference.ts';
import type { Permission } from '../../model/permission.ts';
import type { ClusterReader, Collector, Inquiry } from '../collector.ts';
import { failureEvidence, problemOf } from '../failure.ts';
import { logLines } from '../logs/log-lines.ts';
import { tellingLine } from '../logs/telling-line.ts';
import { sickestContainer } from '../objects/pod-illness.ts';
import { oneLine } from '../one-line.ts';
import { rankedPods } from './pod.ts';

const tailLines = 50;
const limitBytes = 64 * 1024;
/** Pods whose logs are read: one could be the odd one out. */
const podsRead = 2;

export const logPermissions: readonly Permission[] = [
  {
    apiGroup: '',
    resources: ['pods/log'],
    verbs: ['get'],
    scope: 'cluster',
    neededBy: 'logs: the last lines of the container that died',
  },
];

/** What did the container say last? Of one that died: before it died. */
export const collectLogs: Collector = async (inquiry) => {
  const { cluster } = inquiry.sources;
  if (cluster === undefined || inquiry.subject.kind === 'Node') return [];
  const pods = await rankedPods(inquiry);
  const sick = pods.filter(({ illness }) => illness > 0).slice(0, podsRead);
  // When all are well, one may still say what bothers it (slow answers, a full queue).
  const chosen = sick.length > 0 ? sick : pods.slice(0, 1);
  const read = await Promise.all(
    chosen.map(async ({ evidence, illness }) => {
      const container = sickestContainer(evidence.data, inquiry.now()) ?? mainContainer(evidence.data);
      if (evidence.about === undefined || container === undefined || !everStarted(container)) return [];
      const logs = await readLogs(inquiry, cluster, evidence.about, container);
      return logs.filter((log) => illness > 0 || (log.kind === 'logs' && log.data.telling !== undefined));
    }),
  );
  return read.flat();
};

function mainContainer(pod: PodFacts): ContainerFacts | undefined {
  return pod.containers.find((container) => container.type === 'container');
}

function everStarted({ state, lastState }: ContainerFacts): boolean {
  return state.phase !== 'waiting' || lastState !== undefined;
}

async function readLogs(
  { timeoutMs }: Inquiry,
  cluster: ClusterReader,
  pod: ObjectReference,
  container: ContainerFacts,
): Promise<Evidence[]> {
  const path = objectPath(
    { kind: 'Pod', ...(pod.namespace === undefined ? {} : { namespace: pod.namespace }), name: pod.name },
    'log',
  );
  const text = (previous: boolean) =>
    cluster.text(
      path,
      {
        container: container.name,
        tailLines: String(tailLines),
        limitBytes: String(limitBytes),
        ...(previous ? { previous: 'true' } : {}),
      },
      { timeoutMs, limitBytes },
    );
  try {
    const { previous, content } = await deadFirst(container, text);
    const lines = logLines(content, tailLines);
    if (lines.length === 0) return [];
    const telling = tellingLine(lines);
    const data: LogFacts = {
      pod: pod.name,
      container: container.name,
      previous,
      lines,
      ...(telling === undefined ? {} : { telling }),
    };
    const said = telling ?? lines.at(-1) ?? '';
    return [
      {
        id: `logs/${pod.name}/${container.name}`,
        kind: 'logs',
        source: 'kubernetes',
        about: pod,
        text: oneLine(`${pod.name} ${container.name}${previous ? ' before it died' : ''}: ${said}`, 400),
        data,
      },
    ];
  } catch (error) {
    return [failureEvidence('kubernetes', `logs/${pod.name}`, problemOf(error, `Logs of ${pod.name}`))];
  }
}

/** The log of the run that died, when there was one; the kubelet may have thrown it away (400). */
async function deadFirst(
  container: ContainerFacts,
  text: (previous: boolean) => Promise<string>,
): Promise<{ previous: boolean; content: string }> {
  if (container.lastState?.phase === 'terminated' && container.state.phase !== 'terminated') {
    try {
      const content = await text(true);
      if (content.trim() !== '') return { previous: true, content };
    } catch (error) {
      if (!(error instanceof ClusterError) || (error.status !== 400 && error.status !== 404)) throw error;
    }
  }
  // A container that is down right now has not been started again: its current log is that of the run that died.
  return { previous: container.state.phase === 'terminated', content: await text(false) };
}
