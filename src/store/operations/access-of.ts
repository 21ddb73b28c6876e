import type { StoreCall } from './run-call.ts';

/**
 * How an operation shares the database with others on an engine that has several connections.
 * - `read`: only reads, from one snapshot.
 * - `statement`: one statement that changes something, all or nothing without a transaction around it: two ways shorter, and
 *   it holds nothing while the process is not running.
 * - `lease-statement`: the same for who works on what, several statements too, each by itself: that need not survive a
 *   crash of the database, for work that is done once more does no harm.
 * - `row`: each of its statements is right by itself, whoever else writes: it checks and changes single rows.
 * - `write`: decides from what it read, so nobody else may write meanwhile.
 */
export type Access = 'read' | 'statement' | 'lease-statement' | 'row' | 'write';

const known: Readonly<Partial<Record<StoreCall['name'], Access>>> = {
  auditHead: 'read',
  counts: 'read',
  findAlertsByName: 'read',
  findDebt: 'read',
  findIncident: 'read',
  findIncidentByKey: 'read',
  findIncidentByThread: 'read',
  findRequestByExecution: 'read',
  findStorm: 'read',
  findRequestByHandle: 'read',
  listAudit: 'read',
  listDebts: 'read',
  listIncidentsByCause: 'read',
  listExecuted: 'read',
  listFreezes: 'read',
  listMessages: 'read',
  listOpenIncidents: 'read',
  listRecentAlerts: 'read',
  listReconcilable: 'read',
  listRequests: 'read',
  listStormIncidents: 'read',
  listTimeline: 'read',
  listWatchdogs: 'read',
  loadDigest: 'read',
  loadIncident: 'read',
  loadInput: 'read',
  loadIntake: 'read',
  loadMessage: 'read',
  loadRequest: 'read',
  loadSetting: 'read',
  loadStorm: 'read',
  loadTraffic: 'read',
  nextDueInMs: 'statement',
  readAudit: 'read',
  readClock: 'read',
  readOverview: 'read',
  // New rows under new ids, or none.
  recordDelivery: 'statement',
  recordInput: 'row',
  // Conditional on the version and attempt of the row itself, each statement alone.
  claimDue: 'lease-statement',
  completeDue: 'lease-statement',
  postponeDue: 'lease-statement',
  // Each lease for itself: holding some while it waits for another's would let two processes wait for each other.
  renewDue: 'lease-statement',
  // One statement each, or one more that only reads.
  restSlack: 'statement',
  takeSlackTurn: 'statement',
  // A process changes its own row only.
  announceReplica: 'row',
  forgetReplica: 'statement',
  probe: 'statement',
  prune: 'row',
};

/** What is not named here takes the writer's turn: always right, only slower. */
export function accessOf(name: StoreCall['name']): Access {
  return known[name] ?? 'write';
}
