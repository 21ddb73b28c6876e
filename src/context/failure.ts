import { ClusterError } from '../cluster/cluster-client.ts';
import type { Evidence, EvidenceSource } from '../model/evidence.ts';
import { TelemetryError } from '../telemetry/telemetry-error.ts';
import { oneLine } from './one-line.ts';

/** The line that a source costs when it fails. */
export function failureEvidence(source: EvidenceSource, collector: string, problem: string): Evidence {
  const text = oneLine(problem, 300);
  return {
    id: `failure/${collector}`,
    kind: 'failure',
    source,
    text,
    data: { collector, problem: text },
  };
}

/** An error as a sentence for people; the errors of our own clients already are sentences. */
export function problemOf(error: unknown, what: string): string {
  if (error instanceof ClusterError) {
    // What the API server itself says ("pods is forbidden: …") needs to be told what it was about.
    return error.failure === 'refused' && error.status !== 429 && error.status !== 401
      ? `${what} cannot be read: ${error.message}`
      : error.message;
  }
  if (error instanceof TelemetryError) return error.message;
  return `${what} cannot be read: ${error instanceof Error ? error.message : 'unknown error'}`;
}

/** True: the API server says that the object is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ClusterError && error.status === 404;
}
