import { ClusterError } from '../cluster/cluster-client.ts';
import { noteMissingRights } from '../cluster/note-missing-rights.ts';
import { reviewAccess, rightOf, type NeededRight } from '../cluster/review-access.ts';
import type { ActionParameters } from '../model/action.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type ActionTools, type Prepared } from './action.ts';
import { catalogue } from './catalogue.ts';
import { neededRights } from './needed-rights.ts';
import { planDigest } from './plan-digest.ts';
import { planSeveral } from './several/plan-several.ts';
import { planWarnings } from './warnings/plan-warnings.ts';
import { withNearName } from './with-near-name.ts';
import { isServerTrouble, refusalOf, sentence } from './refusal-of.ts';

/**
 * Makes an action exact against the live cluster: reads, decides, asks the API server whether who acts has the rights,
 * and lets it try the very call with `dryRun=All`. Changes nothing. What could not be read for lack of a right is said.
 */
export async function makePlan(
  tools: ActionTools,
  parameters: ActionParameters,
  trial: DryRunTrial = 'tried',
): Promise<Plan | PlanRefusal> {
  try {
    if (parameters.selector !== undefined || parameters.parts !== undefined)
      return await planSeveral(tools, parameters, async (one) => makePlan(tools, one, trial));
    const noted = noteMissingRights(tools.cluster);
    const prepared = await catalogue[parameters.action].prepare(
      { ...tools, cluster: noted.cluster },
      parameters,
    );
    if (isRefusal(prepared)) return prepared;
    if (trial === 'left-out') return toPlan(tools, prepared, untried);
    const lacking = await reviewAccess(tools.cluster, tools.identity, rightsOf(prepared));
    if (lacking.length > 0) return planRefusal('forbidden', lacking.map(sentence).join(' '));
    const [dryRun, shared] = await Promise.all([
      tryCall(tools, prepared),
      planWarnings({ ...tools, cluster: noted.cluster }, prepared.target, prepared.touched),
    ]);
    const plan = toPlan(tools, prepared, dryRun);
    return {
      ...plan,
      warnings: [
        ...plan.warnings,
        ...shared,
        ...noted.missing().map((one) => `Planned without it: ${sentence(one)}`),
      ],
    };
  } catch (error) {
    const refusal = refusalOf(error, tools, parameters.target);
    return trial === 'tried' ? withNearName(tools, parameters.target, refusal) : refusal;
  }
}

/** `left-out`: to compare with an approved plan, whose calls are about to be sent. */
type DryRunTrial = 'tried' | 'left-out';

const untried: Plan['dryRun'] = { accepted: true, message: 'not tried again' };

function rightsOf(prepared: Prepared): NeededRight[] {
  const { parameters, target } = prepared;
  if (prepared.send !== undefined) return [];
  if (prepared.call === undefined)
    return [...(prepared.rights ?? neededRights(catalogue[parameters.action], target))];
  return [rightOf(prepared.call(`middlewatch-${parameters.action}-review`, 'none'))];
}

async function tryCall(tools: ActionTools, prepared: Prepared): Promise<Plan['dryRun']> {
  if (prepared.call === undefined) return { accepted: true, message: prepared.rehearsal };
  const { action } = prepared.parameters;
  const call = prepared.call(`middlewatch-${action}-dry-run`, 'none');
  try {
    await tools.cluster.change(call, {
      fieldManager: `middlewatch-${action}-dry-run`,
      dryRun: 'All',
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    return { accepted: true, message: 'the API server would carry it out' };
  } catch (error) {
    // A webhook that cannot be tried says nothing against the call itself.
    if (
      error instanceof ClusterError &&
      !isServerTrouble(error) &&
      /does not support dry run/i.test(error.message)
    ) {
      return { accepted: false, message: `it cannot be tried beforehand: ${sentence(error.message)}` };
    }
    throw error;
  }
}

function toPlan(tools: ActionTools, prepared: Prepared, dryRun: Plan['dryRun']): Plan {
  const warnings = dryRun.accepted
    ? prepared.warnings
    : [...prepared.warnings, `The API server could not try this beforehand: ${dryRun.message}`];
  return {
    parameters: prepared.parameters,
    target: prepared.target,
    title: prepared.title,
    before: prepared.before,
    after: prepared.after,
    diff: prepared.diff,
    dryRun,
    warnings,
    blastRadius: prepared.blastRadius,
    risk: prepared.risk,
    ...(prepared.leastApprovals !== undefined && { leastApprovals: prepared.leastApprovals }),
    reversible: catalogue[prepared.parameters.action].irreversible !== true,
    facts: prepared.facts,
    digest: planDigest(prepared),
    madeAt: tools.now(),
    ...('timeLimitMs' in prepared && { timeLimitMs: prepared.timeLimitMs }),
  };
}
