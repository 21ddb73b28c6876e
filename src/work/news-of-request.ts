import { isRefusal } from '../actions/action.ts';
import { readTarget } from '../actions/read-target.ts';
import { targetHealth, type TargetHealth } from '../actions/target-health.ts';
import { newsSince, type News } from '../approvals/news-since.ts';
import { ClusterError } from '../cluster/cluster-client.ts';
import type { ActionRequest } from '../model/action-request.ts';
import { isSilenceAction, type ActionParameters } from '../model/action.ts';
import { durationInWords } from '../model/duration-in-words.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import { ownToolsOf, type ActionWorkTools } from './action-tools.ts';

/** What happened since the plan was made, by the store and, where the object was ill then, by a look at it. */
export async function newsOfRequest(
  tools: ActionWorkTools,
  { plan, targetWas }: Pick<ActionRequest, 'plan' | 'targetWas'>,
  incident: IncidentSnapshot | undefined,
): Promise<readonly News[]> {
  const targetIs =
    targetWas === 'ill' ? await healthOfTarget(tools, plan.parameters.action, plan.target) : 'unknown';
  return newsSince(plan.madeAt, {
    incident: incident?.incident,
    alerts: incident?.alerts,
    target: plan.target,
    targetWas,
    targetIs,
  });
}

/** By the bot's own eyes; what cannot be looked at is unknown. */
export async function healthOfTarget(
  tools: ActionWorkTools,
  action: ActionParameters['action'],
  target: ObjectReference,
): Promise<TargetHealth> {
  const own = ownToolsOf(tools, target.cluster);
  if (own === undefined || isSilenceAction(action)) return 'unknown';
  try {
    const read = await readTarget(own, target);
    return isRefusal(read) ? 'unknown' : targetHealth(target.kind, read.object);
  } catch (error) {
    if (error instanceof ClusterError) return 'unknown';
    throw error;
  }
}

/** `INC-7 was resolved by itself 4 seconds ago, deploy/checkout is healthy again`; plain text. */
export function newsInWords(news: readonly News[], now: number): string {
  return news
    .map(({ words, since }) => (since === undefined ? words : `${words} ${durationInWords(now - since)} ago`))
    .join(', ');
}
