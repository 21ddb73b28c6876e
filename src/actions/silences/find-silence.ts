import type { ActionParameters } from '../../model/action.ts';
import { writeMatchers } from '../../model/matcher.ts';
import type { Plan, PlanRefusal } from '../../model/plan.ts';
import type { WholeSilence } from '../../telemetry/alertmanager/alertmanager-client.ts';
import { planRefusal, type ActionTools } from '../action.ts';
import { isRunning, silenceTimeoutMs, type SilenceTools } from './silence-tools.ts';

/** The tools, or why there are none. */
export function silenceToolsOf(
  tools: Pick<ActionTools, 'silences'>,
  cluster: string,
): SilenceTools | PlanRefusal {
  return (
    tools.silences ??
    planRefusal(
      'unknown-cluster',
      `No Alertmanager is configured for ${cluster}: add clusters[].alertmanager.url to the config.`,
    )
  );
}

/** The running silence of that id. */
export async function findSilence(
  tools: SilenceTools,
  { target }: Pick<ActionParameters, 'target'>,
): Promise<WholeSilence | PlanRefusal> {
  const { silences } = await tools.alertmanager.silencesOfAll(silenceTimeoutMs);
  const found = silences.find(({ id }) => id === target.name);
  if (found === undefined)
    return planRefusal(
      'not-found',
      `There is no silence ${target.name} on ${target.cluster}. /mw silences lists them.`,
    );
  if (!isRunning(found))
    return planRefusal('already-so', `The silence ${target.name} has ended already. Nothing to do.`);
  return found;
}

/** What a plan for a new silence has become: the running one with its matchers, its end and its reason. */
export async function findCreated(tools: SilenceTools, plan: Plan): Promise<WholeSilence | undefined> {
  const { silences } = await tools.alertmanager.silencesOfAll(silenceTimeoutMs);
  const { until, matchers, reason } = plan.parameters as Extract<ActionParameters, { matchers?: string }>;
  return silences.find(
    (silence) =>
      isRunning(silence) &&
      silence.endsAt === until &&
      writeMatchers(silence.matchers) === matchers &&
      silence.comment.startsWith(reason ?? ''),
  );
}

/** Whether an execution's mark stands in a silence's comment; only when all replicas answered it surely does not. */
export async function lookForMark(
  tools: ActionTools,
  plan: Plan,
  mark: string,
): Promise<'done' | 'not-done' | 'again'> {
  const silences = silenceToolsOf(tools, plan.target.cluster);
  if ('refused' in silences) return 'again';
  const { silences: all, complete } = await silences.alertmanager.silencesOfAll(silenceTimeoutMs);
  if (all.some(({ comment }) => comment.includes(`[${mark}]`))) return 'done';
  return complete ? 'not-done' : 'again';
}
