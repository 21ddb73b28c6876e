import type { Store } from '../store.ts';
import type { Transaction } from '../transaction.ts';
import { abortExecution } from './abort-execution.ts';
import { acknowledgeStorm } from './acknowledge-storm.ts';
import { announceReplica } from './announce-replica.ts';
import { answerRequest } from './answer-request.ts';
import { appendAudit } from './append-audit.ts';
import { applyDecision } from './apply-decision.ts';
import { applyIntake } from './apply-intake.ts';
import { auditHead } from './audit-head.ts';
import { beginCall } from './begin-call.ts';
import { beginFreeze } from './begin-freeze.ts';
import { beginPosting } from './begin-posting.ts';
import { beginStep } from './begin-step.ts';
import { changeIncident } from './change-incident.ts';
import { claimDue } from './claim-due.ts';
import { completeDue } from './complete-due.ts';
import { counts } from './counts.ts';
import { createRequest } from './create-request.ts';
import { endFreeze } from './end-freeze.ts';
import { endRequest } from './end-request.ts';
import { endStorm } from './end-storm.ts';
import { findAlertsByName } from './find-alerts-by-name.ts';
import { findDebt } from './find-debt.ts';
import { findIncidentByKey } from './find-incident-by-key.ts';
import { findIncidentByThread } from './find-incident-by-thread.ts';
import { findIncident } from './find-incident.ts';
import { findRequestByExecution } from './find-request-by-execution.ts';
import { findRequestByHandle } from './find-request-by-handle.ts';
import { findStorm } from './find-storm.ts';
import { finishExecution } from './finish-execution.ts';
import { forgetReplica } from './forget-replica.ts';
import { foldOldNews } from './fold-old-news.ts';
import { listAudit } from './list-audit.ts';
import { listDebts } from './list-debts.ts';
import { listIncidentsByCause } from './list-incidents-by-cause.ts';
import { listExecuted } from './list-executed.ts';
import { listFreezes } from './list-freezes.ts';
import { listMessages } from './list-messages.ts';
import { listOpenIncidents } from './list-open-incidents.ts';
import { listRecentAlerts } from './list-recent-alerts.ts';
import { listReconcilable } from './list-reconcilable.ts';
import { listRequests } from './list-requests.ts';
import { listStormIncidents } from './list-storm-incidents.ts';
import { listTimeline } from './list-timeline.ts';
import { listWatchdogs } from './list-watchdogs.ts';
import { loadDigest } from './load-digest.ts';
import { loadIncident } from './load-incident.ts';
import { loadInput } from './load-input.ts';
import { loadIntake } from './load-intake.ts';
import { loadMessage } from './load-message.ts';
import { loadRequest } from './load-request.ts';
import { loadSetting } from './load-setting.ts';
import { loadStorm } from './load-storm.ts';
import { loadTraffic } from './load-traffic.ts';
import { markDue } from './mark-due.ts';
import { nextDueInMs } from './next-due-in-ms.ts';
import { permitBreakGlass } from './permit-break-glass.ts';
import { postponeDue } from './postpone-due.ts';
import { probe } from './probe.ts';
import { prune } from './prune.ts';
import { readAudit } from './read-audit.ts';
import { readClock } from './read-clock.ts';
import { readOverview } from './read-overview.ts';
import { recordContext } from './record-context.ts';
import { recordInput } from './record-input.ts';
import { pruneSealed } from './prune-sealed.ts';
import { recordLogin } from './record-login.ts';
import { recordMessageProblem } from './record-message-problem.ts';
import { recordNotPosted } from './record-not-posted.ts';
import { recordSetting } from './record-setting.ts';
import { recordProgress } from './record-progress.ts';
import { recordShown } from './record-shown.ts';
import { recordSteps } from './record-steps.ts';
import { recordVerdict } from './record-verdict.ts';
import { recordWatchdogs } from './record-watchdogs.ts';
import { remindDebt } from './remind-debt.ts';
import { renewDue } from './renew-due.ts';
import { restSlack } from './rest-slack.ts';
import { reviewDebt } from './review-debt.ts';
import { sampleStorm } from './sample-storm.ts';
import { wantMessage } from './want-message.ts';
import { sealAudit } from './seal-audit.ts';
import { takeSlackTurn } from './take-slack-turn.ts';

/** The calls of Store that are one transaction over their own arguments; `recordDelivery` is parsed first. */
export type OperationName = Exclude<keyof Store, 'close' | 'recordDelivery' | 'takeDelivery'>;

type OperationOf<Name extends OperationName> = (
  transaction: Transaction,
  ...arguments_: Parameters<Store[Name]>
) => ReturnType<Store[Name]>;

/** Every operation by the name of its call; the types hold each to its call's shape. */
export const allOperations: { [Name in OperationName]: OperationOf<Name> } = {
  abortExecution,
  acknowledgeStorm,
  announceReplica,
  answerRequest,
  appendAudit,
  applyDecision,
  applyIntake,
  auditHead,
  beginCall,
  beginFreeze,
  beginPosting,
  beginStep,
  changeIncident,
  claimDue,
  completeDue,
  counts,
  createRequest,
  endFreeze,
  endRequest,
  endStorm,
  findAlertsByName,
  findDebt,
  findIncident,
  findIncidentByKey,
  findIncidentByThread,
  findRequestByExecution,
  findRequestByHandle,
  findStorm,
  finishExecution,
  forgetReplica,
  foldOldNews,
  listAudit,
  listDebts,
  listIncidentsByCause,
  listExecuted,
  listFreezes,
  listMessages,
  listOpenIncidents,
  listRecentAlerts,
  listReconcilable,
  listRequests,
  listStormIncidents,
  listTimeline,
  listWatchdogs,
  loadDigest,
  loadIncident,
  loadInput,
  loadIntake,
  loadMessage,
  loadRequest,
  loadSetting,
  loadStorm,
  loadTraffic,
  markDue,
  nextDueInMs,
  permitBreakGlass,
  postponeDue,
  probe,
  prune,
  pruneSealed,
  readAudit,
  readClock,
  readOverview,
  recordContext,
  recordInput,
  recordLogin,
  recordMessageProblem,
  recordNotPosted,
  recordSetting,
  recordShown,
  recordSteps,
  recordProgress,
  recordVerdict,
  recordWatchdogs,
  remindDebt,
  renewDue,
  restSlack,
  reviewDebt,
  sampleStorm,
  sealAudit,
  takeSlackTurn,
  wantMessage,
};
