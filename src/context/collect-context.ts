import { noteMissingRights } from '../cluster/note-missing-rights.ts';
import type { Alert } from '../model/alert.ts';
import type { Evidence, EvidenceSource } from '../model/evidence.ts';
import type { Incident } from '../model/incident.ts';
import type { Permission } from '../model/permission.ts';
import type { Collector, Inquiry, Sources } from './collector.ts';
import { changePermissions, collectChange } from './collectors/change.ts';
import { collectEvents, eventPermissions } from './collectors/events.ts';
import { collectLogs, logPermissions } from './collectors/logs.ts';
import { collectMetric } from './collectors/metric.ts';
import { collectNodes, nodePermissions } from './collectors/node.ts';
import { collectPods, podPermissions } from './collectors/pod.ts';
import { collectTraces } from './collectors/traces.ts';
import { collectWorkload, workloadPermissions } from './collectors/workload.ts';
import { failureEvidence, problemOf } from './failure.ts';
import { rememberReads } from './remember-reads.ts';
import { DeadlineError, withDeadline } from './with-deadline.ts';

/** One question: who answers it, from which source, and what it is called when it fails. */
interface Question {
  name: string;
  source: EvidenceSource;
  /** For a sentence: `Events cannot be read: …`. */
  title: string;
  ask: Collector;
}

/** In the order in which the evidence is told. */
const questions: readonly Question[] = [
  { name: 'pod', source: 'kubernetes', title: 'Pods', ask: collectPods },
  { name: 'workload', source: 'kubernetes', title: 'The workload', ask: collectWorkload },
  { name: 'change', source: 'kubernetes', title: 'Revisions', ask: collectChange },
  { name: 'event', source: 'kubernetes', title: 'Events', ask: collectEvents },
  { name: 'logs', source: 'kubernetes', title: 'Logs', ask: collectLogs },
  { name: 'node', source: 'kubernetes', title: 'Nodes', ask: collectNodes },
  { name: 'metric', source: 'prometheus', title: 'Metrics', ask: collectMetric },
  { name: 'traces', source: 'traces', title: 'Traces', ask: collectTraces },
];

/** What the collectors need of the API server; Prometheus and Jaeger have no such rights. */
export const contextPermissions: readonly Permission[] = [
  podPermissions,
  workloadPermissions,
  changePermissions,
  eventPermissions,
  logPermissions,
  nodePermissions,
].flat();

export interface CollectOptions {
  incident: Pick<Incident, 'subject' | 'clusterKnown'>;
  alerts: readonly Alert[];
  /** Of the incident's cluster. */
  sources: Sources;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** For each collector; default 5000. They run side by side, so it bounds the whole too. */
  deadlineMs?: number;
}

/**
 * Asks cluster, Prometheus and traces about the incident's subject, side by side. Never throws for a source: one that
 * fails costs a `failure` that says what and how. An incident whose cluster is not known has no context.
 */
export async function collectContext(options: CollectOptions): Promise<Evidence[]> {
  const { incident, alerts, sources, now, deadlineMs = 5000 } = options;
  if (!incident.clusterKnown) return [];
  const noted = sources.cluster && noteMissingRights(rememberReads(sources.cluster));
  const inquiry: Inquiry = {
    subject: incident.subject,
    alerts,
    sources: noted === undefined ? sources : { ...sources, cluster: noted.cluster },
    now,
    timeoutMs: deadlineMs,
  };
  const answers = await Promise.all(questions.map((question) => answer(question, inquiry, deadlineMs)));
  const evidence = answers.flat();
  return distinct(oneLineAProblem([...evidence, ...unsaid(evidence, noted?.missing() ?? [])]));
}

/** A collector may go on without an answer; that a right is missing is said all the same. */
function unsaid(evidence: readonly Evidence[], missing: readonly string[]): Evidence[] {
  const said = evidence.filter(({ kind }) => kind === 'failure').map(({ text }) => text);
  return missing
    .filter((sentence) => !said.some((text) => text.includes(sentence)))
    .map((sentence, index) => failureEvidence('kubernetes', `rights-${index + 1}`, sentence));
}

async function answer(question: Question, inquiry: Inquiry, deadlineMs: number): Promise<Evidence[]> {
  try {
    // The clients' own deadlines say it with the same words; this one holds when several calls add up.
    return await withDeadline(question.ask(inquiry), deadlineMs + 50);
  } catch (error) {
    const problem =
      error instanceof DeadlineError
        ? `${systemOf(question.source, inquiry)} did not answer within ${Math.round(deadlineMs / 100) / 10} s`
        : problemOf(error, question.title);
    return [failureEvidence(question.source, question.name, problem)];
  }
}

function systemOf(source: EvidenceSource, { subject, sources }: Inquiry): string {
  if (source === 'kubernetes') return `The API server of ${subject.cluster}`;
  return source === 'prometheus' ? 'Prometheus' : (sources.traces?.system ?? 'Traces');
}

/** An API server that is down fails every collector with one sentence: it is told once, with the names of all. */
function oneLineAProblem(evidence: readonly Evidence[]): Evidence[] {
  const told = new Map<string, Extract<Evidence, { kind: 'failure' }>>();
  return evidence.filter((entry) => {
    if (entry.kind !== 'failure') return true;
    const first = told.get(entry.data.problem);
    if (first === undefined) {
      told.set(entry.data.problem, entry);
      return true;
    }
    first.data.collector = [...new Set([...first.data.collector.split(', '), entry.data.collector])].join(
      ', ',
    );
    return false;
  });
}

/** Ids are unique in an incident. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return evidence.filter(({ id }) => !seen.has(id) && seen.add(id));
}
