import { open, readFile } from 'node:fs/promises';
import { listField } from './field.ts';

/** The parts of an audit.k8s.io/v1 Event that the tests judge. */
export interface AuditEvent {
  auditID: string;
  stage: string;
  verb: string;
  requestURI: string;
  userAgent?: string;
  user: { username: string; groups?: string[] };
  impersonatedUser?: { username: string; groups?: string[]; extra?: Record<string, string[]> };
  objectRef?: {
    resource?: string;
    namespace?: string;
    name?: string;
    subresource?: string;
    apiGroup?: string;
    uid?: string;
  };
  responseStatus?: { code?: number; reason?: string };
  requestObject?: unknown;
  responseObject?: {
    metadata?: { managedFields?: { manager?: string; operation?: string; subresource?: string }[] };
  };
}

/** Reads a JSON-lines audit log, finished requests only. A last line that is still being written is left out. */
export async function readAuditLog(path: string): Promise<AuditEvent[]> {
  const text = await readFile(path, 'utf8');
  return eventsOf(text.slice(0, text.lastIndexOf('\n') + 1));
}

function eventsOf(lines: string): AuditEvent[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter((event) => event.stage === 'ResponseComplete');
}

/** The same, read on from where the last look ended: a log of many requests is long, and is looked at all the time. */
export function followAuditLog(path: string): () => Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  let offset = 0;
  let last: Promise<void> = Promise.resolve();
  const readOn = async (): Promise<void> => {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read({ buffer: Buffer.alloc(size - offset), position: offset });
      const whole = buffer.subarray(0, buffer.lastIndexOf(10) + 1);
      offset += whole.length;
      events.push(...eventsOf(whole.toString('utf8')));
    } finally {
      await file.close();
    }
  };
  return async () => {
    // One after the other; a look that failed does not end those after it.
    const next = last.catch(() => undefined).then(readOn);
    last = next;
    await next;
    return [...events];
  };
}

const mutating = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
// Questions about rights are asked by POST, but change nothing.
const questions = new Set([
  'selfsubjectaccessreviews',
  'selfsubjectrulesreviews',
  'subjectaccessreviews',
  'localsubjectaccessreviews',
  'selfsubjectreviews',
  'tokenreviews',
]);

/**
 * The requests of one user that changed the cluster, or tried to: mutating verbs that were no dry run to the API server.
 * With impersonation `user.username` stays the caller's; the person stands in `impersonatedUser`.
 */
export function mutationsBy(username: string, events: AuditEvent[]): AuditEvent[] {
  return events.filter(
    (event) =>
      event.user.username === username &&
      mutating.has(event.verb) &&
      !questions.has(event.objectRef?.resource ?? '') &&
      !isDryRun(event),
  );
}

/** As the API server sees it: of a deletion that has a body only the body counts, whatever the query says. */
function isDryRun(event: AuditEvent): boolean {
  const { requestObject } = event;
  if (listField(requestObject, 'dryRun').length > 0) return true;
  if (listField(requestObject, 'deleteOptions.dryRun').length > 0) return true;
  const inQuery = query(event).get('dryRun') !== null;
  return inQuery && (event.verb !== 'delete' || requestObject === undefined);
}

/** The field manager that the request named for itself. */
export function fieldManager(event: AuditEvent): string | undefined {
  return query(event).get('fieldManager') ?? undefined;
}

function query(event: AuditEvent): URLSearchParams {
  return new URL(event.requestURI, 'https://audit.invalid').searchParams;
}
