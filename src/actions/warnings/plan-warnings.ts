import type { JsonObject } from '../../model/json.ts';
import type { ObjectReference } from '../../model/object-reference.ts';
import type { ActionTools } from '../action.ts';
import { objectAt } from '../json-at.ts';
import { costInWords } from './cost.ts';
import { budgetWarnings } from './disruption-budgets.ts';
import { gitopsWarning } from './gitops-warning.ts';
import { applyLimitRanges } from './limit-ranges.ts';
import { containersOf, podTotal, readAmounts, type Amounts } from './pod-amounts.ts';
import { podSecurityWarning } from './pod-security-warning.ts';
import { podDemand, quotaProblems } from './quota-room.ts';
import { getForWarning, listForWarning } from './read-for-warning.ts';
import type { Touched, TouchedPods } from './touched.ts';

/**
 * The warnings that many actions share, found once a plan: who takes the change back, and what becomes of the pods that
 * follow from it, which a dry run does not tell. What cannot be read is said to be unknown.
 */
export async function planWarnings(
  tools: ActionTools,
  target: Pick<ObjectReference, 'namespace'>,
  touched: Touched | undefined,
): Promise<string[]> {
  const { object, pods } = touched ?? {};
  const [gitops, ofPods] = await Promise.all([
    object === undefined ? undefined : gitopsWarning(tools, object),
    pods === undefined ? [] : podWarnings(tools, target.namespace, pods),
  ]);
  return [...(gitops === undefined ? [] : [gitops]), ...ofPods];
}

async function podWarnings(
  tools: ActionTools,
  namespace: string | undefined,
  pods: TouchedPods,
): Promise<string[]> {
  const [home, quotas, ranges, budgets] = await Promise.all([
    namespace === undefined ? undefined : getForWarning(tools, { kind: 'Namespace', name: namespace }),
    listForWarning(tools, 'ResourceQuota', namespace),
    listForWarning(tools, 'LimitRange', namespace),
    listForWarning(tools, 'PodDisruptionBudget', namespace),
  ]);
  const begins = pods.after > pods.before || (pods.stay === 'replaced' && pods.after > 0);
  const limits = ranges === 'unknown' ? [] : ranges;
  const later = applyLimitRanges(containersOf(objectAt(pods.template, 'spec')), limits);
  const now = applyLimitRanges(containersOf(objectAt(pods.templateBefore ?? pods.template, 'spec')), limits);
  return [
    ...(begins ? admissionWarnings({ home, quotas, ranges }, pods, { now, later }) : []),
    ...(budgets === 'unknown'
      ? ['Disruption budgets cannot be read here: how many of these pods may be missing is unknown.']
      : budgetWarnings(budgets, pods)),
    ...costWarnings(tools, pods, {
      now: podTotal(now.containers, 'requests', overheadOf(pods.templateBefore ?? pods.template)),
      later: podTotal(later.containers, 'requests', overheadOf(pods.template)),
    }),
  ];
}

type Applied = ReturnType<typeof applyLimitRanges>;

/** Why the API server will refuse the new pods. */
function admissionWarnings(
  read: {
    home: JsonObject | undefined | 'unknown';
    quotas: JsonObject[] | 'unknown';
    ranges: JsonObject[] | 'unknown';
  },
  pods: TouchedPods,
  { now, later }: { now: Applied; later: Applied },
): string[] {
  const { home, quotas, ranges } = read;
  const security =
    home === 'unknown'
      ? 'The namespace cannot be read here: whether Pod Security lets the new pods in is unknown.'
      : home && podSecurityWarning(home, pods.template);
  const problems =
    quotas === 'unknown'
      ? [
          'Quotas cannot be read here, and a dry run does not see them: whether new pods are let in is unknown.',
        ]
      : quotaProblems(quotas, {
          now: podDemand(now.containers, objectAt(pods.templateBefore ?? pods.template, 'spec')),
          later: podDemand(later.containers, objectAt(pods.template, 'spec')),
          before: pods.before,
          after: pods.after,
          stay: pods.stay,
          surge: pods.surge,
        });
  return [
    ...(security === undefined ? [] : [security]),
    ...problems,
    ...(ranges === 'unknown'
      ? ['LimitRanges cannot be read here: whether they let the new pods in is unknown.']
      : later.problems.length === 0
        ? []
        : [`A LimitRange will refuse the new pods: ${later.problems.slice(0, 4).join('; ')}.`]),
  ];
}

function costWarnings(
  { prices }: ActionTools,
  { before, after }: TouchedPods,
  requests: { now: Amounts; later: Amounts },
): string[] {
  if (prices === undefined) return [];
  const words = costInWords(prices, {
    before: { count: before, requests: requests.now },
    after: { count: after, requests: requests.later },
  });
  return words === undefined ? [] : [words];
}

const overheadOf = (template: JsonObject): Amounts => readAmounts(objectAt(template, 'spec', 'overhead'));
