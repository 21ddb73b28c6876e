import type { ActionRequest, Approval } from '../../../src/model/action-request.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { AuditEntry } from '../../../src/model/audit-record.ts';
import type { Incident, IncidentContext } from '../../../src/model/incident.ts';
import type { Input } from '../../../src/model/input.ts';
import type { Store } from '../../../src/store/store.ts';
import { startTime } from './test-store.ts';

export function alertExample(changes: Partial<Alert> = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: '00000000000000a1',
    startsAt: startTime,
    endsAt: null,
    status: 'firing',
    labels: { alertname: 'KubePodCrashLooping', cluster: 'prod', namespace: 'shop', pod: 'checkout-7d9-x2x' },
    annotations: { summary: 'Pod is crash looping.' },
    generatorUrl: 'http://prometheus:9090/graph?g0.expr=up',
    ...changes,
  };
}

export function incidentExample(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'incident-1',
    number: 0,
    key: 'prod/shop/Deployment/checkout',
    cluster: 'prod',
    clusterKnown: true,
    subject: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' },
    subjectReason: 'pod-name-pattern',
    title: 'Deployment checkout: KubePodCrashLooping',
    severity: 'warning',
    state: 'firing',
    stateSince: startTime,
    openedAt: startTime,
    firingCount: 1,
    alertCount: 1,
    reopenedCount: 0,
    channel: '#incidents',
    version: 0,
    ...changes,
  };
}

export const contextExample: IncidentContext = {
  collectedAt: startTime,
  evidence: [],
  findings: [],
  runbooks: [],
};

export function requestExample(changes: Partial<ActionRequest> = {}): ActionRequest {
  return {
    id: 'request-1',
    handle: 'handle-1',
    plan: {
      parameters: {
        action: 'scale',
        target: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' },
        replicas: 5,
      },
      target: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout', uid: 'uid-1' },
      title: 'Scale deploy/checkout in shop on prod to 5',
      before: { replicas: 3 },
      after: { replicas: 5 },
      diff: ['- replicas: 3', '+ replicas: 5'],
      dryRun: { accepted: true, message: '' },
      warnings: [],
      blastRadius: '2 pods are added',
      risk: 'low',
      reversible: true,
      facts: { uid: 'uid-1', replicas: 3 },
      digest: 'digest-1',
      madeAt: startTime,
    },
    state: 'awaiting-approval',
    version: 1,
    askedBy: 'U_ANA',
    askedByUser: 'ana@example.com',
    askedByGroups: ['sre'],
    askedAt: startTime,
    expiresAt: startTime + 900_000,
    approvalsNeeded: 1,
    approvers: ['group:sre'],
    channel: 'C1',
    approvals: [],
    ...changes,
  };
}

export function auditExample(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: startTime,
    kind: 'asked',
    actor: 'U_ANA',
    data: { words: 'scale deploy/checkout 5' },
    ...changes,
  };
}

type Answer = Parameters<Store['answerRequest']>[0];

/** Ben's yes, with what the approvals room writes along with it. */
export function answerExample(approval: Partial<Approval> = {}, changes: Partial<Answer> = {}): Answer {
  const answered = { person: 'U_BEN', user: 'ben@example.com', answer: 'approve' as const, at: startTime };
  return {
    requestId: 'request-1',
    digest: 'digest-1',
    approval: { ...answered, ...approval },
    executionId: 'x1',
    effects: { audit: [auditExample({ kind: 'approved', actor: approval.person ?? 'U_BEN' })] },
    intent: auditExample({ kind: 'intent', requestId: 'request-1', executionId: 'x1' }),
    executingTimeline: [],
    ...changes,
  };
}

export function inputExample(changes: Partial<Input> = {}): Input {
  return {
    id: 'input-1',
    deduplicationKey: 'trigger-1',
    receivedAt: startTime,
    person: 'U_ANA',
    channel: 'C1',
    via: 'command',
    text: 'status',
    command: { verb: 'status' },
    ...changes,
  };
}

/** A webhook body, version 4, as Alertmanager sends it. */
export function webhookBody(changes: { alerts?: readonly object[] } = {}): Uint8Array<ArrayBuffer> {
  const body = {
    version: '4',
    receiver: 'middlewatch',
    status: 'firing',
    groupKey: '{}:{alertname="KubePodCrashLooping"}',
    truncatedAlerts: 0,
    groupLabels: { alertname: 'KubePodCrashLooping' },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager:9093',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'KubePodCrashLooping', cluster: 'prod', namespace: 'shop' },
        annotations: {},
        startsAt: '2026-03-01T03:00:00Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: '00000000000000a1',
      },
    ],
    ...changes,
  };
  return new TextEncoder().encode(JSON.stringify(body));
}

/** Records a delivery and opens an incident from it, as intake does. */
export async function openIncidentExample(store: Store, changes: Partial<Incident> = {}): Promise<Incident> {
  const recorded = await store.recordDelivery({
    source: 'alertmanager',
    receivedAt: startTime,
    body: webhookBody(),
  });
  if (recorded.outcome !== 'recorded') throw new Error(recorded.message);
  const incident = incidentExample(changes);
  const written = await store.applyIntake(recorded.deliveryId, {
    alerts: [{ ...alertExample({ fingerprint: `of-${incident.id}` }), incidentId: incident.id }],
    opened: [incident],
    changed: [],
    messages: [
      { id: `card/${incident.id}`, kind: 'card', channel: incident.channel, incidentId: incident.id },
    ],
  });
  const snapshot = await store.loadIncident(incident.id);
  if (written !== 'written' || snapshot === undefined) throw new Error(`opening it gave ${written}`);
  return snapshot.incident;
}

/** Claims and completes everything, and gives what was due as `kind key`. */
export async function drainDue(store: Store): Promise<readonly string[]> {
  const items = await store.claimDue({ owner: 'test', leaseMs: 60_000, limit: 1_000 });
  for (const item of items) await store.completeDue(item);
  return items.map(({ kind, key }) => `${kind} ${key}`).sort();
}
