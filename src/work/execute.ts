import { carryOut } from '../actions/carry-out.ts';
import type { StepsResult } from '../actions/steps.ts';
import type { ActionRequest, Execution } from '../model/action-request.ts';
import { lastCallAt } from '../model/last-call-at.ts';
import { toolsOf, type ActionWorkTools } from './action-tools.ts';
import { carrySteps, isOver } from './carry-steps.ts';
import { auditOf, botActor, timelineOf } from './request-records.ts';
import { isStepped, type Plan } from '../model/plan.ts';
import { readOnlySentence } from './stops.ts';
import { finished, type WorkHandler, type WorkResult } from './worker.ts';

/**
 * So long after its approval an action may still be sent. An approval counts for minutes: after a longer outage the
 * cluster is only looked at, and what had not happened is asked for anew.
 */
const carryOutForMs = 5 * 60_000;
/**
 * So long a call that was given up may still be carried out: `--request-timeout` of the API server,
 * https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 */
const arrivesWithinMs = 60_000;
const firstPauseMs = 1000;
const longestPauseMs = 15_000;

type Outcome = Exclude<StepsResult, { outcome: 'again' }>;

/**
 * Steps that have left may still have to be looked at when their time is over; if the cluster does not answer for so long
 * after that, what became of them is not known.
 */
const lookForMs = 5 * 60_000;

/** The approved action's one call or its next steps, or, after a crash or a lost answer, the look at what became of it. */
export function createExecute(tools: ActionWorkTools): WorkHandler {
  return async (requestId, attempt) => {
    const request = await tools.store.loadRequest(requestId);
    const execution = request?.execution;
    if (request?.state !== 'executing' || execution === undefined) return finished;
    const late = isLate(request.plan, execution, tools.now());
    const result = await call(tools, request, execution, late ? 'over' : 'running');
    // "Nothing was changed" must stay true: the last call may have left just before the time was over.
    if (late && result.outcome === 'refused' && mayStillArrive(execution, tools.now()))
      return { againInMs: longestPauseMs };
    if (result.outcome !== 'again') return finish(tools, request, execution, result);
    if (late) return finish(tools, request, execution, await giveUp(tools, request, result.message));
    if (result.againInMs !== undefined) return { againInMs: result.againInMs };
    const pause = Math.min(firstPauseMs * 2 ** Math.min(attempt - 1, 6), longestPauseMs);
    return { againInMs: pause, problem: result.message };
  };
}

/** Nothing is sent any more, whatever a look would say. */
function isLate(plan: Plan, execution: Execution, now: number): boolean {
  if (!isStepped(plan)) return now - execution.startedAt > carryOutForMs;
  return isOver(plan, execution, now - lookForMs);
}

function mayStillArrive({ calledAt, startedAt }: Execution, now: number): boolean {
  return calledAt !== undefined && now - startedAt <= carryOutForMs + arrivesWithinMs;
}

async function call(
  tools: ActionWorkTools,
  request: ActionRequest,
  execution: Execution,
  time: 'running' | 'over',
): Promise<StepsResult> {
  const { plan } = request;
  const actionTools = toolsOf(tools, plan.target.cluster, request);
  if (actionTools === undefined) {
    const outcome = execution.calledAt === undefined ? 'refused' : 'unknown';
    return { outcome, message: `The cluster ${plan.target.cluster} is no longer in the config.` };
  }
  const earlierCall = execution.calledAt === undefined ? 'none' : 'possible';
  if (time === 'over' && earlierCall === 'none') {
    return { outcome: 'refused', message: `Nothing was changed: it could not be sent in time. ${askAgain}` };
  }
  if (tools.readOnly && earlierCall === 'none') return { outcome: 'refused', message: readOnlySentence };
  if (isStepped(plan)) return carrySteps(tools, actionTools, request, execution);
  return carryOut(actionTools, {
    plan,
    executionId: execution.id,
    earlierCall,
    sending: time === 'over' ? 'forbidden' : 'allowed',
    begin: async () => {
      // The mode may have come with a restart, after the call had left.
      if (tools.readOnly) return 'held';
      const begin = await tools.store.beginCall(request.id, tools.now());
      if ('calledAt' in begin) execution.calledAt = begin.calledAt;
      return begin.begun;
    },
  });
}

const askAgain = 'Ask again if it is still needed.';

/** The cluster cannot be looked at, and the time is over. */
async function giveUp(tools: ActionWorkTools, request: ActionRequest, problem: string): Promise<Outcome> {
  const latest = await tools.store.loadRequest(request.id);
  if (latest?.execution?.calledAt === undefined) {
    return {
      outcome: 'refused',
      message: `Nothing was changed: it could not be sent in time. ${problem} ${askAgain}`,
    };
  }
  const done = (latest.execution.steps ?? []).filter((step) => step.outcome === 'done').length;
  if (done > 0) {
    const message = `${done} ${done === 1 ? 'step was' : 'steps were'} carried out; of the others it is not known. ${problem}`;
    return { outcome: 'stopped', message };
  }
  return { outcome: 'unknown', message: `Whether it was carried out is not known. ${problem}` };
}

async function finish(
  tools: ActionWorkTools,
  request: ActionRequest,
  execution: Execution,
  { outcome, message }: Outcome,
): Promise<WorkResult> {
  const at = tools.now();
  const failed = outcome === 'refused' || outcome === 'world-moved';
  const state = failed ? 'failed' : 'verifying';
  const kind = failed ? 'execution-failed' : 'executed';
  const asked = { actor: botActor, user: request.askedByUser };
  const written = await tools.store.finishExecution(
    request.id,
    {
      state,
      outcome,
      message,
      at,
      // Of several steps each end counts those that were done, too.
      ...((failed || isStepped(request.plan)) && { lastCallAt: lastCallAt(execution) }),
      ...(isStepped(request.plan) && { stepsBegun: execution.steps?.length ?? 0 }),
    },
    {
      timeline: timelineOf(request, kind, `${request.plan.title}: ${message}`, at),
      audit: [auditOf(request, 'outcome', asked, at, { outcome, message }, execution.id)],
    },
  );
  tools.log.info(
    { request: request.id, execution: execution.id, outcome, message, written },
    'action carried out',
  );
  // Another process ended it, which the next look sees, or began a call meanwhile, of which it is not known what it did.
  return written === 'written' ? finished : { againInMs: firstPauseMs };
}
