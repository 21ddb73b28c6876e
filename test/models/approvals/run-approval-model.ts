import fc from 'fast-check';
import { approvalCommands } from './approval-commands.ts';
import { ApprovalWorld, startTime } from './approval-world.ts';
import { unfreeze, work } from './jobs.ts';
import { isEnd, newPlainModel, type PlainModel } from './plain-model.ts';

export interface ModelRun {
  runs: number;
  seed: number;
  /** Of one sequence, at most. @default 24 */
  commands?: number;
  /** Called after each sequence. */
  onSequence?: (done: number) => void;
}

export interface ApprovalRun {
  /** The first history that broke a promise, made short. */
  fault: string | undefined;
  /** How often each end of a request was met. */
  met: ReadonlyMap<string, number>;
}

/** The chain of the audit is read whole, which takes as long as a sequence: of one in so many. */
const auditEvery = 20;

/** Random histories of people, two processes that die, a cluster that others change, and a clock, against the plain model. */
export async function runApprovalModel({
  runs,
  seed,
  commands: maxCommands = 24,
  onSequence,
}: ModelRun): Promise<ApprovalRun> {
  const world = new ApprovalWorld();
  await world.open();
  let done = 0;
  const commands = fc.commands(approvalCommands, { maxCommands, size: 'large' });
  const property = fc.asyncProperty(commands, async (list) => {
    const model = newPlainModel(startTime);
    done += 1;
    world.begin(model);
    try {
      await fc.asyncModelRun(() => ({ model, real: world }), list);
      await endSequence(world, model);
      if (done % auditEvery === 0) await world.verifyAudit();
    } finally {
      world.end();
    }
    onSequence?.(done);
  });
  const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: false });
  const fault = details.failed
    ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`
    : undefined;
  return { fault, met: world.met };
}

/** Nothing stands in the way any more, and time passes: each request must come to an end and say so. */
async function endSequence(world: ApprovalWorld, model: PlainModel): Promise<void> {
  world.readOnly = false;
  world.cluster.forbidden.clear();
  world.cluster.budgetIsSpent = false;
  for (const who of ['U_ANA', 'U_CLEO'])
    await world.run([{ name: 'unfreeze', replica: 0, run: unfreeze(who) }]);
  for (let round = 0; round < 40; round += 1) {
    const open = [...model.requests.values()].filter(({ state }) => !isEnd(state));
    if (open.length === 0) return;
    await world.run([{ name: 'work', replica: 0, run: work(50) }]);
    // Those that only wait for people have nothing to do until they expire.
    const waits = open.every(({ state }) => state === 'awaiting-approval');
    world.advance(waits ? Math.max(...open.map(({ expiresAt }) => expiresAt - model.now), 30_000) : 30_000);
  }
  const left = [...model.requests.values()].filter(({ state }) => !isEnd(state));
  throw new Error(`without an end: ${left.map(({ id, state }) => `${id} ${state}`).join(', ')}`);
}
