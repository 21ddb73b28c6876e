import type { ActionTools, Verification, VerifyOptions } from '../actions/action.ts';
import { catalogue } from '../actions/catalogue.ts';
import { executionMark } from '../actions/execution-mark.ts';
import { ClusterError } from '../cluster/cluster-client.ts';
import { verifySeveral } from '../actions/several/verify-several.ts';
import type { ActionRequest, Execution } from '../model/action-request.ts';
import { isSilenceAction } from '../model/action.ts';
import { fullReference } from '../model/object-reference.ts';
import type { Plan } from '../model/plan.ts';
import { verdictWords, type Verdict } from '../model/verdict.ts';
import { TelemetryError } from '../telemetry/telemetry-error.ts';
import { ownToolsOf, type ActionWorkTools } from './action-tools.ts';
import { auditOf, botActor, timelineOf } from './request-records.ts';
import { withAlerts } from './verify-alerts.ts';
import { finished, type WorkHandler } from './worker.ts';

const lookEveryMs = 2000;
/** How far it is is said no more often than this: each time is an edit in Slack. */
const tellEveryMs = 10_000;

/** One look at what an action did; again until there is a verdict. At its deadline it ends as what was seen, never as worked. */
export function createVerify(tools: ActionWorkTools): WorkHandler {
  const toldAt = new Map<string, number>();
  return async (requestId) => {
    const request = await tools.store.loadRequest(requestId);
    if (request?.state !== 'verifying' || request.execution === undefined) return finished;
    const since = request.execution.finishedAt ?? request.execution.startedAt;
    const action = catalogue[request.plan.parameters.action];
    const deadline = since + Math.min(action.verifyForMs ?? tools.verifyForMs, tools.verifyForMs);
    const mark = executionMark(action.name, request.execution.id);
    const { parts, ...looked } = await lookAtAll(tools, request, request.execution, {
      since,
      stableMs: tools.stableMs,
      mark,
      ...(request.execution.outcome === 'stopped' && { stopped: true }),
    });
    const seen = await withAlerts(tools, request, request.execution, looked, { since, deadline });
    if ('pending' in seen && tools.now() < deadline) {
      if (tools.now() - (toldAt.get(requestId) ?? since) >= tellEveryMs) {
        toldAt.set(requestId, tools.now());
        await tools.store.recordProgress(requestId, seen.pending);
      }
      return { againInMs: lookEveryMs };
    }
    toldAt.delete(requestId);
    const { result, sentence } = 'pending' in seen ? seen.atDeadline : seen;
    await record(tools, request, {
      result,
      sentence,
      at: tools.now(),
      ...(parts !== undefined && { parts }),
    });
    return finished;
  };
}

/** Of a plan for several objects: at each that was changed. */
async function lookAtAll(
  tools: ActionWorkTools,
  { plan }: ActionRequest,
  execution: Execution,
  options: VerifyOptions,
): Promise<Verification & Pick<Verdict, 'parts'>> {
  if (plan.parts === undefined) return look(tools, plan, options);
  const { id: executionId, steps = [] } = execution;
  const lookAt = async (part: Plan, of: VerifyOptions): Promise<Verification> => look(tools, part, of);
  return verifySeveral(plan, { executionId, steps, options, look: lookAt });
}

async function look(tools: ActionWorkTools, plan: Plan, options: VerifyOptions): Promise<Verification> {
  const own: ActionTools | undefined = ownToolsOf(tools, plan.target.cluster);
  if (own === undefined) {
    return { result: 'unknown', sentence: `The cluster ${plan.target.cluster} is no longer in the config.` };
  }
  try {
    return await catalogue[plan.parameters.action].verify(own, plan, options);
  } catch (error) {
    if (error instanceof TelemetryError) {
      const sentence = `Alertmanager could not be looked at: ${error.message}.`;
      return { pending: error.message, atDeadline: { result: 'unknown', sentence } };
    }
    if (!(error instanceof ClusterError)) throw error;
    if (error.status === 404) {
      return { result: 'unknown', sentence: `${fullReference(plan.target)} was deleted since.` };
    }
    const sentence = `The cluster could not be looked at: ${error.message}.`;
    return { pending: error.message, atDeadline: { result: 'unknown', sentence } };
  }
}

async function record(tools: ActionWorkTools, request: ActionRequest, verdict: Verdict): Promise<void> {
  const { at, result, sentence, parts = [] } = verdict;
  const text = `${verdictWords[result]}: ${sentence}`;
  const { incidentId, execution, plan } = request;
  const data = { result, sentence, ...(parts.length > 0 && { parts: parts.map((part) => ({ ...part })) }) };
  const written = await tools.store.recordVerdict(request.id, verdict, {
    timeline: timelineOf(request, 'verdict', text, at),
    audit: [auditOf(request, 'verdict', { actor: botActor }, at, data, execution?.id)],
    due: [
      // What the card says of the cause was found before the action.
      ...(incidentId === undefined ? [] : [{ kind: 'enrich' as const, key: incidentId }]),
      // The cards say who silenced what.
      ...(isSilenceAction(plan.parameters.action)
        ? [{ kind: 'reconcile' as const, key: plan.target.cluster }]
        : []),
    ],
  });
  tools.log.info(
    { request: request.id, execution: execution?.id, result, sentence, written },
    'action verified',
  );
}
