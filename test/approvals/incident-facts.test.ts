import { expect, it } from 'vitest';
import { incidentFacts } from '../../src/approvals/incident-facts.ts';
import type { Alert } from '../../src/model/alert.ts';
import { incidentExample } from '../store/support/examples.ts';

const alert = (labels: Record<string, string>, status: Alert['status'] = 'firing'): Alert => ({
  source: 'alertmanager',
  fingerprint: '0011223344556677',
  startsAt: 1,
  endsAt: null,
  status,
  labels,
  annotations: {},
  generatorUrl: '',
});
const incident = incidentExample({
  cluster: 'prod',
  severity: 'critical',
  subject: { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' },
});
const checkout = { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const alerts = [
  alert({ team: 'shop', tier: 'gold', node: 'node-1' }),
  alert({ team: 'shop', tier: 'silver', node: 'node-2' }),
];

it('gives the severity, and the labels that all alerts agree on', () => {
  expect(incidentFacts({ incident, alerts }, checkout)).toEqual({
    severity: 'critical',
    labels: { team: 'shop' },
  });
});

it('looks at what fires, and at what fired when nothing does', () => {
  const ended = alert({ team: 'other' }, 'resolved');
  expect(incidentFacts({ incident, alerts: [...alerts, ended] }, checkout).labels).toEqual({ team: 'shop' });
  expect(incidentFacts({ incident, alerts: [ended] }, checkout).labels).toEqual({ team: 'other' });
});

it.each([
  ['no incident', undefined, checkout],
  ['another cluster', { incident, alerts }, { ...checkout, cluster: 'staging' }],
  ['another namespace', { incident, alerts }, { ...checkout, namespace: 'billing' }],
  ['a node that no alert names', { incident, alerts }, { cluster: 'prod', kind: 'Node', name: 'node-9' }],
])('lends nothing to %s', (_name, snapshot, target) => {
  expect(incidentFacts(snapshot, target)).toEqual({ labels: {} });
});

it('is about another object of the namespace, and about a node that its alerts name', () => {
  const hpa = { ...checkout, kind: 'HorizontalPodAutoscaler', name: 'checkout-hpa' };
  expect(incidentFacts({ incident, alerts }, hpa).severity).toBe('critical');
  const node = { cluster: 'prod', kind: 'Node', name: 'node-2' };
  expect(incidentFacts({ incident, alerts }, node).severity).toBe('critical');
});
