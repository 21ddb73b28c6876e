import type { StoreCall } from './run-call.ts';

/**
 * How an operation shares the database with others on an engine that has several connections.
 * - `read`: only reads, from one snapshot.
 * - `statement`: one statement that changes something, all or nothing without a transaction around it: two ways shorter, and
 *   it holds nothing while the process is not running.
 * - `lease-statement`, `lease`: as `statement` and `row`, for who works on what: that need not survive a crash of the
 *   database, for work that is done once more does no harm.
 * - `row`: each of its statements is right by itself, whoever else writes: it checks and changes single rows.
 * - `write`: decides from what it read, so nobody else may write meanwhile.
 */
export type Access = 'read' | 'statement' | 'lease-statement' | 'lease' | 'row' | 'write';

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
  recordDelivery: 'row',
  recordInput: 'row',
  // Conditional on the version and attempt of the row itself.
  claimDue: 'lease-statement',
  completeDue: 'lease',
  postponeDue: 'lease',
  // One statement each, or one more that only reads.
  restSlack: 'statement',
  takeSlackTurn: 'statement',
  // Others change the same rows in another order: PostgreSQL ends one of two that wait for each other, and it runs again.
  renewDue: 'lease',
  // A process changes its own row only.
  announceReplica: 'row',
  forgetReplica: 'row',
  probe: 'row',
  prune: 'row',
};

/** What is not named here takes the writer's turn: always right, only slower. */
export function accessOf(name: StoreCall['name']): Access {
  return known[name] ?? 'write';
}
