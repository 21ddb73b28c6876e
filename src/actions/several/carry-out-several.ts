import { shortReference } from '../../model/object-reference.ts';
import type { Plan, PlanPart } from '../../model/plan.ts';
import { isRefusal, type ActionTools } from '../action.ts';
import { carryOut, type CallResult } from '../carry-out.ts';
import { factsDifference } from '../facts-difference.ts';
import {
  arrivesWithinMs,
  stepId,
  whyStopped,
  type StepsOptions,
  type StepsResult,
  type WhyStopped,
} from '../steps.ts';
import { makePlan } from '../make-plan.ts';
import { partPlan } from './part-plan.ts';

const lookAgainMs = 5000;

/**
 * Carries out a plan for several objects: one after the other, each at most once and under a mark of its own, until the
 * first that fails. Goes on after a crash with what the store and the cluster show: a call that may have left is looked
 * for before anything else.
 */
export async function carryOutSeveral(tools: ActionTools, options: StepsOptions): Promise<StepsResult> {
  const { plan: approved, steps } = options;
  const parts = approved.parts ?? [];
  if (steps.length === 0 && options.sending === 'allowed') {
    const moved = await checkAll(tools, approved);
    if (moved !== undefined) return moved;
  }
  const done = steps.filter(({ outcome }) => outcome === 'done').map(({ key }) => key);
  const run = new Run(parts, done);
  for (const [index, part] of parts.entries()) {
    const step = steps.find(({ key }) => key === part.target.uid);
    if (step?.outcome === 'done') continue;
    if (step?.outcome !== undefined) return run.stopped(part, step.message ?? '', step.outcome);
    if (step === undefined && options.sending !== 'allowed') return run.ended(options.sending);
    const { result, ended, begun } = await carryPart(tools, options, part, index);
    if (ended !== undefined) return run.ended(ended);
    if (result.outcome === 'again') {
      if (options.sending === 'over') return run.stopped(part, result.message, 'unknown');
      await options.record([], run.progress(part, result.message));
      return result;
    }
    if (result.outcome === 'refused' && options.sending !== 'allowed') {
      const inMs = (step?.calledAt ?? 0) + arrivesWithinMs - tools.now();
      if (inMs > 0)
        return { outcome: 'again', message: result.message, againInMs: Math.min(inMs, lookAgainMs) };
      const message = `A look showed that nothing had happened there, and ${whyStopped[options.sending]}.`;
      await options.record([{ key: part.target.uid, outcome: 'failed', message }], run.summary());
      return run.ended(options.sending);
    }
    const outcome = outcomes[result.outcome];
    if (outcome === 'done') run.done.push(part.target.uid);
    const next = parts[index + 1];
    // Of a step that is not known to have begun nothing is said: another process may have begun it.
    await options.record(
      begun ? [{ key: part.target.uid, outcome, message: result.message }] : [],
      outcome === 'done' && next !== undefined ? run.progress(next) : run.summary(),
    );
    if (outcome !== 'done') {
      const found = result.outcome === 'world-moved' ? 'world-moved' : undefined;
      return run.stopped(part, result.message, outcome, found);
    }
  }
  return { outcome: 'answered', message: run.summary() };
}

const outcomes = {
  answered: 'done',
  'found-done': 'done',
  unknown: 'unknown',
  refused: 'failed',
  'world-moved': 'failed',
} as const satisfies Record<Exclude<CallResult['outcome'], 'again'>, string>;

/** Before the first call: all of it must be what was approved, also which objects have the labels. */
async function checkAll(tools: ActionTools, approved: Plan): Promise<StepsResult | undefined> {
  const now = await makePlan(tools, approved.parameters, 'left-out');
  if (isRefusal(now)) {
    if (now.reason === 'unreachable') return { outcome: 'again', message: now.message };
    const outcome = now.reason === 'forbidden' ? 'refused' : 'world-moved';
    return { outcome, message: `Nothing was changed. ${now.message}` };
  }
  if (now.digest === approved.digest) return undefined;
  const difference = factsDifference(approved, now);
  return {
    outcome: 'world-moved',
    message: `Nothing was changed: the plan no longer fits. ${difference} Ask again for a new plan.`,
  };
}

/** `ended`: no call left, because none may any more. `begun`: one has left, now or before. */
async function carryPart(
  tools: ActionTools,
  { plan, executionId, steps, sending, begin }: StepsOptions,
  part: PlanPart,
  index: number,
): Promise<{ result: CallResult; ended: WhyStopped | undefined; begun: boolean }> {
  let ended: WhyStopped | undefined;
  const { uid } = part.target;
  const earlier = steps.find(({ key }) => key === uid);
  let begun = earlier !== undefined;
  const result = await carryOut(tools, {
    plan: partPlan(plan, part),
    executionId: stepId(executionId, index + 1),
    earlierCall: earlier === undefined ? 'none' : 'possible',
    sending: sending === 'allowed' ? 'allowed' : 'forbidden',
    begin: async () => {
      const answer = await begin({ key: uid, name: shortReference(part.target) });
      if (answer === 'first' || answer === 'again') begun = true;
      if (answer !== 'aborted' && answer !== 'frozen') return answer;
      // What left before may still arrive: it is looked for, not sent again.
      if (earlier !== undefined) return 'held';
      ended = answer;
      return 'frozen';
    },
  });
  return { result, ended, begun };
}

/** What was done and what not, in words. */
class Run {
  readonly done: string[];
  readonly #parts: readonly PlanPart[];

  constructor(parts: readonly PlanPart[], done: readonly string[]) {
    this.#parts = parts;
    this.done = [...done];
  }

  summary(): string {
    const { doneNames, openNames } = this.#names();
    if (openNames.length === 0) return `Carried out on all ${this.#parts.length}: ${doneNames.join(', ')}.`;
    return `Carried out on ${this.done.length} of ${this.#parts.length}${list(doneNames)}.`;
  }

  progress(next: PlanPart, waiting?: string): string {
    const why = waiting === undefined ? '' : ` (${waiting})`;
    return `${this.done.length} of ${this.#parts.length} done; now ${shortReference(next.target)}${why}`;
  }

  /** Nothing failed; no further one may begin. */
  ended(why: WhyStopped): StepsResult {
    const { openNames } = this.#names();
    if (this.done.length === 0)
      return { outcome: 'refused', message: `Nothing was changed: ${whyStopped[why]}.` };
    const rest = `Not on ${openNames.join(', ')}: ${whyStopped[why]}.`;
    return { outcome: 'stopped', message: `${this.summary()} ${rest}` };
  }

  /** @param found what the call itself said, when it was sent just now */
  stopped(
    part: PlanPart,
    message: string,
    outcome: 'failed' | 'unknown',
    found: 'refused' | 'world-moved' | 'unknown' = outcome === 'unknown' ? 'unknown' : 'refused',
  ): StepsResult {
    const name = shortReference(part.target);
    const later = this.#names().openNames.filter((one) => one !== name);
    const rest = later.length === 0 ? '' : ` Not begun: ${later.join(', ')}.`;
    const why = `${outcome === 'unknown' ? 'Not known of' : 'Stopped at'} ${name}: ${message}${rest}`;
    if (this.done.length > 0) return { outcome: 'stopped', message: `${this.summary()} ${why}` };
    if (found === 'unknown') return { outcome: 'unknown', message: why };
    return { outcome: found, message: why };
  }

  #names(): { doneNames: string[]; openNames: string[] } {
    const isDone = (part: PlanPart): boolean => this.done.includes(part.target.uid);
    const names = (of: readonly PlanPart[]): string[] => of.map(({ target }) => shortReference(target));
    return {
      doneNames: names(this.#parts.filter(isDone)),
      openNames: names(this.#parts.filter((part) => !isDone(part))),
    };
  }
}

const list = (names: readonly string[]): string => (names.length === 0 ? '' : `: ${names.join(', ')}`);
