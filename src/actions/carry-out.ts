import { ClusterError } from '../cluster/cluster-client.ts';
import type { Execution } from '../model/action-request.ts';
import type { Plan } from '../model/plan.ts';
import { TelemetryError } from '../telemetry/telemetry-error.ts';
import { isRefusal, type ActionTools, type Prepared } from './action.ts';
import { catalogue } from './catalogue.ts';
import { executionMark } from './execution-mark.ts';
import { factsDifference } from './facts-difference.ts';
import { lookForEffect } from './look-for-effect.ts';
import { planDigest } from './plan-digest.ts';
import { isServerTrouble, refusalOf, saysNo, sentence } from './refusal-of.ts';

/** How often one run sends the call when the API server answers 409 each time: the first and three more. */
const conflictAttempts = 4;

export type CallResult =
  /** It was carried out, or nobody can tell: verification finds out. */
  | { outcome: 'answered' | 'found-done' | 'unknown'; message: string }
  /** Nothing was changed. */
  | { outcome: 'refused' | 'world-moved'; message: string }
  /** Not to be told now: look again later. */
  | { outcome: 'again'; message: string };

export interface CallOptions {
  plan: Plan;
  executionId: string;
  /** `possible`: the call may have left before (a crash, a lost answer): look before anything else. */
  earlierCall: 'none' | 'possible';
  /** `forbidden`: the time is over; only look. */
  sending: 'allowed' | 'forbidden';
  /** Commits that the call leaves now; nothing is sent before, nor again. `held`: not now, and it may have left before. */
  begin: () => Promise<'first' | 'again' | 'not-executing' | 'frozen' | 'held'>;
}

/**
 * Carries out an approved plan, at most once. Every call holds the resourceVersion of the state that was looked at, so
 * of two calls, one of them late, only one can land; the other is answered 409. A call whose answer was lost is
 * repeated only after a look that says: not done.
 */
export async function carryOut(tools: ActionTools, options: CallOptions): Promise<CallResult> {
  let earlierCall = options.earlierCall;
  let begun = earlierCall === 'possible';
  for (let attempt = 1; attempt <= conflictAttempts; attempt += 1) {
    const seen = await readState(tools, options, earlierCall);
    if ('outcome' in seen) return seen;
    if (options.sending === 'forbidden') return notSentInTime;
    const begin = await options.begin();
    if (begin === 'not-executing') return { outcome: 'again', message: 'it was ended meanwhile' };
    if (begin === 'frozen') return frozenMeanwhile;
    if (begin === 'held') return heldBack;
    if (begin === 'again' && !begun) {
      begun = true;
      earlierCall = 'possible';
      continue;
    }
    begun = true;
    const result = await send(tools, options, seen.prepared);
    if (result === 'answered') return answered(options, seen.prepared);
    if (result === 'conflict') continue;
    if (result.outcome === 'refused' && earlierCall === 'possible') return refusedAgain(result.message);
    return result;
  }
  // An object in trouble is written all the time; there is time for more attempts.
  return { outcome: 'again', message: 'The object is written so often that each attempt came too late.' };
}

const frozenMeanwhile: CallResult = {
  outcome: 'refused',
  message:
    'Nothing was changed: actions were frozen after the approval. `/mw status` says by whom, why and until when.',
};

/** What left before the freeze may still arrive: only when the time is over it can be said that nothing was changed. */
const heldBack: CallResult = {
  outcome: 'again',
  message:
    'Actions are stopped. The call that left before shows no effect, and it is not sent again meanwhile.',
};

/** The call before may have landed between the look and this answer, which may be about its effect. */
function refusedAgain(message: string): CallResult {
  return { outcome: 'again', message: `It was sent again: ${message.replace('Nothing was changed. ', '')}` };
}

const notSentInTime: CallResult = {
  outcome: 'refused',
  message:
    'Nothing was changed: it was interrupted, a look at the cluster showed that nothing had happened, and the approval is too old by now. Ask again if it is still needed.',
};

async function readState(
  tools: ActionTools,
  { plan, executionId }: CallOptions,
  earlierCall: CallOptions['earlierCall'],
): Promise<{ prepared: Prepared } | CallResult> {
  if (earlierCall === 'possible') {
    const look = await lookForEffect(tools, plan, executionId);
    if (look.found === 'not-done') return { prepared: look.prepared };
    if (look.found === 'done') return { outcome: 'found-done', message: look.message };
    if (look.found === 'unknown') return { outcome: 'unknown', message: look.message };
    return { outcome: 'again', message: look.message };
  }
  try {
    const prepared = await catalogue[plan.parameters.action].prepare(tools, plan.parameters);
    if (isRefusal(prepared)) {
      return {
        outcome: prepared.reason === 'forbidden' ? 'refused' : 'world-moved',
        message: `Nothing was changed. ${prepared.message}`,
      };
    }
    if (planDigest(prepared) !== plan.digest) {
      const difference = factsDifference(plan, prepared);
      return {
        outcome: 'world-moved',
        message: `Nothing was changed: the plan no longer fits. ${difference} Ask again for a new plan.`,
      };
    }
    return { prepared };
  } catch (error) {
    const refusal = refusalOf(error, tools, plan.target);
    if (refusal.reason === 'unreachable') return { outcome: 'again', message: refusal.message };
    return {
      outcome: refusal.reason === 'not-found' ? 'world-moved' : 'refused',
      message: `Nothing was changed. ${refusal.message}`,
    };
  }
}

/** The one mutating call. */
async function send(
  tools: ActionTools,
  { plan, executionId }: CallOptions,
  prepared: Prepared,
): Promise<'answered' | 'conflict' | CallResult> {
  const mark = executionMark(plan.parameters.action, executionId);
  if (prepared.send !== undefined) return sendOutside(tools, plan, prepared.send, mark);
  if (prepared.call === undefined) throw new Error(`${plan.parameters.action} is no single call`);
  const call = prepared.call(mark, 'resourceVersion');
  try {
    await tools.cluster.change(call, {
      fieldManager: mark,
      dryRun: 'none',
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    return 'answered';
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.status === 409) return 'conflict';
    // No answer, half an answer, or an answer that says nothing: it may have happened.
    if (error.failure !== 'refused' || isServerTrouble(error)) {
      return { outcome: 'again', message: sentence(error.message) };
    }
    const refusal = refusalOf(error, tools, plan.target);
    return { outcome: 'refused', message: `Nothing was changed. ${refusal.message}` };
  }
}

async function sendOutside(
  tools: ActionTools,
  plan: Plan,
  sendOnce: (mark: string) => Promise<void>,
  mark: string,
): Promise<'answered' | CallResult> {
  try {
    await sendOnce(mark);
    return 'answered';
  } catch (error) {
    if (!(error instanceof TelemetryError)) throw error;
    if (!saysNo(error)) return { outcome: 'again', message: sentence(error.message) };
    return {
      outcome: 'refused',
      message: `Nothing was changed. ${refusalOf(error, tools, plan.target).message}`,
    };
  }
}

function answered({ earlierCall }: CallOptions, prepared: Prepared): CallResult {
  const outcome: Execution['outcome'] = 'answered';
  const [server, place] =
    prepared.send === undefined ? ['The API server', 'the cluster'] : ['Alertmanager', 'Alertmanager'];
  if (earlierCall === 'none') return { outcome, message: `${server} carried it out.` };
  return {
    outcome,
    message: `The first attempt did not get through; a look at ${place} showed that nothing had happened, and ${server.replace('The', 'the')} has carried it out now.`,
  };
}
