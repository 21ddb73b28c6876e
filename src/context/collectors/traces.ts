import type { Evidence, TraceFacts } from '../../model/evidence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Trace } from '../../telemetry/spans/span.ts';
import type { TraceClient } from '../../telemetry/trace-client.ts';
import type { Collector, Inquiry } from '../collector.ts';
import { findPods } from '../objects/find-pods.ts';
import { findWorkload } from '../objects/find-workload.ts';
import { oneLine } from '../one-line.ts';
import { textAt } from '../read-json.ts';
import { culpritSpan } from '../traces/culprit-span.ts';
import { serviceNames } from '../traces/service-names.ts';

const minute = 60_000;
/** Before the alert: a rule's `for` is up to 15 minutes long. */
const lookBackMs = 20 * minute;
const limit = 20;
/** A trace that is quicker than this explains no alert by its duration. */
const slowMs = 500;

/** Which trace of the service failed, or was slow, and which span of it is to blame? */
export const collectTraces: Collector = async (inquiry) => {
  const { subject, alerts, sources, now, timeoutMs } = inquiry;
  const { traces } = sources;
  if (
    traces === undefined ||
    subject.kind === 'Node' ||
    subject.kind === 'Cluster' ||
    subject.kind === 'Namespace'
  )
    return [];
  const service = await findService(inquiry, traces);
  if (service === undefined) return [];
  const began = Math.min(
    now(),
    ...alerts.filter((alert) => alert.status === 'firing').map((alert) => alert.startsAt),
  );
  const range = {
    service,
    start: Math.max(began - lookBackMs, now() - 6 * 60 * minute),
    end: now(),
    limit,
    timeoutMs,
  };
  const failing = await traces.search({ ...range, which: { kind: 'errors' } });
  const found =
    newest(failing.filter(hasError)) ??
    longest(await traces.search({ ...range, which: { kind: 'slow', minDurationMs: slowMs } }));
  const evidence = found === undefined ? undefined : evidenceOf(found, service, traces);
  return evidence === undefined ? [] : [evidence];
};

/** Of the names that the service may have, the first that the system of traces knows. */
async function findService(inquiry: Inquiry, traces: TraceClient): Promise<string | undefined> {
  const { subject } = inquiry;
  const [known, names] = await Promise.all([traces.services(inquiry.timeoutMs), guesses(inquiry)]);
  // An alert about a service names it itself.
  const labels = inquiry.alerts.flatMap((alert) => [alert.labels['service_name'], alert.labels['service']]);
  const own = subject.kind === 'Service' ? [subject.name] : [];
  const candidates = [...own, ...names, ...labels];
  return candidates.find((name) => name !== undefined && known.includes(name));
}

async function guesses(inquiry: Inquiry): Promise<string[]> {
  let pod: JsonObject | undefined;
  const workloads = [inquiry.subject.name];
  try {
    const [workload, pods] = await Promise.all([findWorkload(inquiry), findPods(inquiry)]);
    if (workload !== undefined) workloads.unshift(workload.reference.name);
    pod = pods.find((entry) => textAt(entry, 'metadata', 'name') === inquiry.subject.name) ?? pods[0];
  } catch {
    // The API server is down, as the other collectors say; traces may still answer under the subject's name.
  }
  return serviceNames(pod, workloads);
}

function hasError(trace: Trace): boolean {
  return trace.spans.some((span) => span.error !== undefined);
}

function startOf(trace: Trace): number {
  return trace.spans.reduce((start, span) => Math.min(start, span.startAt), Infinity);
}

function durationOf(trace: Trace): number {
  const end = trace.spans.reduce((latest, span) => Math.max(latest, span.startAt + span.durationMs), 0);
  return Math.max(0, end - startOf(trace));
}

function newest(traces: readonly Trace[]): Trace | undefined {
  return [...traces].sort((one, other) => startOf(other) - startOf(one))[0];
}

function longest(traces: readonly Trace[]): Trace | undefined {
  return [...traces].sort((one, other) => durationOf(other) - durationOf(one))[0];
}

function evidenceOf(trace: Trace, service: string, traces: TraceClient): Evidence | undefined {
  const culprit = culpritSpan(trace);
  if (culprit === undefined) return undefined;
  const { span, failed } = culprit;
  const data: TraceFacts = {
    service,
    traceId: trace.traceId,
    culprit: {
      service: oneLine(span.service, 100),
      operation: oneLine(span.operation, 200),
      durationMs: span.durationMs,
      ...(span.error === undefined ? {} : { error: oneLine(span.error, 300) }),
    },
    failed,
    durationMs: durationOf(trace),
    url: traces.pageOf(trace.traceId),
  };
  const { culprit: blamed } = data;
  const what = failed
    ? `${blamed.service} ${blamed.operation} failed: ${blamed.error ?? 'error'}`
    : `${blamed.service} ${blamed.operation} took ${milliseconds(span.durationMs)} of ${milliseconds(data.durationMs)}`;
  return {
    id: `trace/${trace.traceId}`,
    kind: 'trace',
    source: 'traces',
    at: Math.round(startOf(trace)),
    text: oneLine(`Trace of ${service}: ${what}`, 400),
    data,
  };
}

function milliseconds(duration: number): string {
  return duration >= 1000 ? `${(duration / 1000).toFixed(1)} s` : `${Math.round(duration)} ms`;
}
