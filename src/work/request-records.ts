import { withoutUndefined } from './without-undefined.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { AuditEntry, AuditKind } from '../model/audit-record.ts';
import type { JsonObject } from '../model/json.ts';
import type { TimelineEntry, TimelineKind } from '../model/timeline.ts';

type About = Pick<ActionRequest, 'id' | 'incidentId' | 'plan'>;

/** The bot itself, in audit records. */
export const botActor = 'middlewatch';

/** Who did it: a person, or the bot. */
export interface Actor {
  /** The Slack user, or {@link botActor}. */
  actor: string;
  /** The mapped Kubernetes user. */
  user?: string | undefined;
}

/** An audit record about a request. `data` says what the kind does not. */
export function auditOf(
  request: About,
  kind: AuditKind,
  who: Actor,
  at: number,
  data: JsonObject,
  executionId?: string,
): AuditEntry {
  return withoutUndefined({
    at,
    kind,
    actor: who.actor,
    user: who.user,
    incidentId: request.incidentId,
    requestId: request.id,
    executionId,
    digest: request.plan.digest,
    data: { title: request.plan.title, ...data },
  });
}

/** A line in the incident's timeline; none when the request belongs to no incident. */
export function timelineOf(
  request: About,
  kind: TimelineKind,
  text: string,
  at: number,
  person?: string,
): readonly TimelineEntry[] {
  if (request.incidentId === undefined) return [];
  return [withoutUndefined({ incidentId: request.incidentId, at, kind, text, person })];
}

/** Exact, of each of several objects too. */
export function parametersOnRecord({ parameters }: About['plan']): JsonObject {
  const { parts, target, ...values } = parameters;
  return {
    ...values,
    target: { ...target },
    ...(parts !== undefined && { parts: parts.map((part) => ({ ...part, target: { ...part.target } })) }),
  };
}
