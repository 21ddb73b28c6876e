import type { ExecutionStep } from '../../model/action-request.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { Plan, PlanPart } from '../../model/plan.ts';
import { verdictWords, type PartVerdict } from '../../model/verdict.ts';
import type { Verification, VerifyOptions } from '../action.ts';
import { catalogue } from '../catalogue.ts';
import { executionMark } from '../execution-mark.ts';
import { stepId } from '../steps.ts';
import { inBatches } from './in-batches.ts';
import { partPlan } from './part-plan.ts';

export interface SeveralToVerify {
  executionId: string;
  /** The calls that have left: what was not called is not looked at. */
  steps: readonly ExecutionStep[];
  options: VerifyOptions;
  /** One part, with what its action makes of errors. */
  look: (plan: Plan, options: VerifyOptions) => Promise<Verification>;
}

export type SeveralVerification = Verification & { parts: readonly PartVerdict[] };

/**
 * A look at each object of a plan for several. In total it is what the worst of them is; not finished while one is not;
 * and never `worked` where some of them were not done.
 */
export async function verifySeveral(
  plan: Plan,
  { executionId, steps, options, look }: SeveralToVerify,
): Promise<SeveralVerification> {
  const all = plan.parts ?? [];
  const called = all
    .map((part, index) => ({ part, index }))
    .filter(({ part }) => steps.some(({ key, outcome }) => key === part.target.uid && outcome !== 'failed'));
  const { name } = catalogue[plan.parameters.action];
  const seen = await inBatches(called, async ({ part, index }) => ({
    part,
    found: await look(partPlan(plan, part), {
      ...options,
      mark: executionMark(name, stepId(executionId, index + 1)),
    }),
  }));
  const pending = seen.flatMap(({ part, found }) =>
    'pending' in found ? [`${shortReference(part.target)}: ${found.pending}`] : [],
  );
  const parts = seen.map(({ part, found }) => ({
    name: shortReference(part.target),
    ...('pending' in found ? found.atDeadline : { result: found.result, sentence: found.sentence }),
  }));
  const total = totalOf(parts, all, called.length);
  if (pending.length === 0) return { ...total, parts };
  const result = total.result === 'worked' || total.result === 'partly' ? 'unknown' : total.result;
  return {
    pending: pending.join('; '),
    atDeadline: { result, sentence: total.sentence },
    parts,
  };
}

const fromWorst = ['worse', 'unknown', 'no-effect', 'partly', 'worked'] as const;

function totalOf(
  parts: readonly PartVerdict[],
  all: readonly PlanPart[],
  called: number,
): Pick<PartVerdict, 'result' | 'sentence'> {
  const counts = fromWorst
    .map((result) => ({ result, count: parts.filter((part) => part.result === result).length }))
    .filter(({ count }) => count > 0);
  const numbers = counts.map(({ result, count }) => `${count} ${verdictWords[result].toLowerCase()}`);
  const worst = counts[0]?.result ?? 'unknown';
  if (called === all.length)
    return { result: worst, sentence: `Of ${all.length}: ${numbers.toReversed().join(', ')}.` };
  const sentence = `Only ${called} of ${all.length} were done. Of these: ${numbers.toReversed().join(', ')}.`;
  return { result: worst === 'worked' ? 'partly' : worst, sentence };
}
