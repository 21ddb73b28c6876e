import type { ActionRequest } from '../../../src/model/action-request.ts';
import type { Alert } from '../../../src/model/alert.ts';
import type { Evidence } from '../../../src/model/evidence.ts';
import type { Incident, IncidentContext, IncidentSnapshot } from '../../../src/model/incident.ts';

/** 2026-11-23 03:12 UTC: when everything in these fixtures began. */
export const start = Date.UTC(2026, 10, 23, 3, 12);
const minute = 60_000;

const target = { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' };

export function incidentFixture(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'incident-1',
    number: 12,
    key: 'prod/shop/Deployment/checkout',
    cluster: 'prod',
    clusterKnown: true,
    subject: target,
    subjectReason: 'pod-name-pattern',
    title: 'Deployment checkout: KubePodCrashLooping',
    severity: 'critical',
    state: 'firing',
    stateSince: start,
    openedAt: start,
    firingCount: 3,
    alertCount: 3,
    reopenedCount: 0,
    channel: 'C0INCIDENTS',
    version: 1,
    ...changes,
  };
}

export function alertFixture(changes: Partial<Alert> = {}): Alert {
  return {
    source: 'alertmanager',
    fingerprint: 'a1b2c3d4e5f60718',
    startsAt: start,
    endsAt: null,
    status: 'firing',
    labels: {
      alertname: 'KubePodCrashLooping',
      namespace: 'shop',
      pod: 'checkout-7d9f8-x2x',
      severity: 'critical',
    },
    annotations: { summary: 'Pod is crash looping.' },
    generatorUrl: '',
    ...changes,
  };
}

export const evidenceFixture: readonly Evidence[] = [
  {
    id: 'change/checkout',
    kind: 'change',
    source: 'kubernetes',
    at: start - 3 * minute,
    text: 'revision 14 replaced revision 13: image shop/checkout:1.4 → shop/checkout:1.5',
    data: {
      current: {
        revision: 14,
        name: 'checkout-7d9f8',
        uid: 'u14',
        createdAt: start - 3 * minute,
        images: ['shop/checkout:1.5'],
      },
      previous: {
        revision: 13,
        name: 'checkout-5c6b7',
        uid: 'u13',
        createdAt: start - 900 * minute,
        images: ['shop/checkout:1.4'],
      },
      differences: ['spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5'],
    },
  },
  {
    id: 'pod/checkout-7d9f8-x2x',
    kind: 'pod',
    source: 'kubernetes',
    text: 'pod checkout-7d9f8-x2x: container app exited with 1, restarted 4 times',
    data: { phase: 'Running', ready: false, createdAt: start - 3 * minute, containers: [] },
  },
  {
    id: 'logs/checkout-7d9f8-x2x/app',
    kind: 'logs',
    source: 'kubernetes',
    text: 'the last words name a missing variable',
    data: {
      pod: 'checkout-7d9f8-x2x',
      container: 'app',
      previous: true,
      lines: ['starting', 'Error: DATABASE_URL is not set', '    at main (app.js:12)'],
      telling: 'Error: DATABASE_URL is not set',
    },
  },
  {
    id: 'failure/traces',
    kind: 'failure',
    source: 'traces',
    text: 'Jaeger did not answer within 5 s',
    data: { collector: 'traces', problem: 'Jaeger did not answer within 5 s' },
  },
];

export function contextFixture(changes: Partial<IncidentContext> = {}): IncidentContext {
  return {
    collectedAt: start + minute,
    evidence: evidenceFixture,
    findings: [
      {
        code: 'crash-after-rollout',
        confidence: 'likely',
        score: 80,
        sentence: 'checkout crashes since revision 14 was rolled out 3 minutes before',
        cites: ['change/checkout', 'pod/checkout-7d9f8-x2x'],
        actions: [{ action: 'rollback', target, revision: 13 }],
      },
    ],
    runbooks: [
      {
        runbook: 'crash-after-rollout',
        title: 'Crash loop after a rollout',
        file: 'runbooks/crash-after-rollout.md',
        score: 90,
        reason: 'named for the alert KubePodCrashLooping',
        nextStep: {
          number: 1,
          section: 'Mitigation',
          text: 'Roll back to the revision before: `kubectl rollout undo deploy/checkout -n shop`',
          action: 'rollback',
          findings: ['crash-after-rollout'],
        },
      },
    ],
    ...changes,
  };
}

export function snapshotFixture(
  incident: Partial<Incident> = {},
  context: IncidentContext | 'none' = contextFixture(),
): IncidentSnapshot {
  return {
    incident: incidentFixture(incident),
    alerts: [alertFixture()],
    context: context === 'none' ? undefined : context,
  };
}

export function requestFixture(changes: Partial<ActionRequest> = {}): ActionRequest {
  return {
    id: 'request-1',
    handle: 'h4ndl3',
    incidentId: 'incident-1',
    plan: {
      parameters: { action: 'rollback', target, revision: 13 },
      target: { ...target, uid: 'u-checkout' },
      title: 'Roll back deploy/checkout in shop on prod to revision 13',
      before: { revision: 14 },
      after: { revision: 13 },
      diff: ['- image: shop/checkout:1.5', '+ image: shop/checkout:1.4'],
      dryRun: { accepted: true, message: 'the API server would take it' },
      warnings: ['Argo CD application shop will revert this in about 5 s'],
      blastRadius: '3 pods of 3 are replaced, one at a time',
      risk: 'medium',
      reversible: true,
      facts: {},
      digest: 'd'.repeat(64),
      madeAt: start + 2 * minute,
    },
    state: 'awaiting-approval',
    version: 1,
    askedBy: 'U0ANA',
    askedByUser: 'ana@example.com',
    askedByGroups: ['sre'],
    askedAt: start + 2 * minute,
    expiresAt: start + 17 * minute,
    approvalsNeeded: 1,
    approvers: ['group:sre'],
    channel: 'C0INCIDENTS',
    approvals: [],
    ...changes,
  };
}

/** The same request after Ben approved it, it was sent and it worked. */
export function doneRequestFixture(changes: Partial<ActionRequest> = {}): ActionRequest {
  return requestFixture({
    state: 'done',
    approvals: [{ person: 'U0BEN', user: 'ben@example.com', answer: 'approve', at: start + 3 * minute }],
    execution: {
      id: 'ex1',
      startedAt: start + 3 * minute,
      calledAt: start + 3 * minute,
      finishedAt: start + 3 * minute,
      outcome: 'answered',
      message: 'the API server took it',
      verdict: {
        result: 'worked',
        sentence: '3 of 3 pods available (1 before), no restarts for 20 s',
        at: start + 5 * minute,
      },
    },
    ...changes,
  });
}

export const nameFixture = (slackUser: string): string =>
  ({ U0ANA: 'Ana Ruiz', U0BEN: 'Ben Okafor', U0CLEO: 'Cleo Park' })[slackUser] ?? slackUser;
