import fc from 'fast-check';
import type { ApprovalWorld, Job } from './approval-world.ts';
import { happening } from './happenings.ts';
import {
  abort,
  answer,
  ask,
  breakGlass,
  forge,
  freeze,
  redeliver,
  resolve,
  review,
  undo,
  unfreeze,
  work,
  workTwice,
  type Run,
} from './jobs.ts';
import { foreseeAnswer, foreseeAsk, foreseeBreakGlass, type Foresee, type Wish } from './foresee.ts';
import { rules, slackUsers, type ModelAction, type PlainModel } from './plain-model.ts';

type Command = fc.AsyncCommand<PlainModel, ApprovalWorld>;

class Step implements Command {
  readonly #name: string;
  readonly #run: (world: ApprovalWorld) => Promise<void>;

  constructor(name: string, run: (world: ApprovalWorld) => Promise<void>) {
    this.#name = name;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(_model: PlainModel, world: ApprovalWorld): Promise<void> {
    await this.#run(world);
  }

  toString(): string {
    return this.#name;
  }
}

interface Named {
  name: string;
  run: Run;
  foresee?: Foresee;
}

const slackUser = fc.constantFrom(...slackUsers);
/** Those who get far. */
const sre = fc.constantFrom('U_ANA', 'U_BEN', 'U_CLEO');
const which = fc.constantFrom(0, 0, 0, 0, 1, 1, 2);
const action = fc.constantFrom<ModelAction>(
  'scale',
  'scale',
  'scale',
  'pause',
  'resume',
  'restart',
  'cordon',
  'uncordon',
  'drain',
  'drain',
  'delete-pod',
);

const wish = fc
  .record({ action, replicas: fc.integer({ min: 0, max: 5 }), both: fc.boolean() })
  .map((one) => ({ ...one, both: one.both && (one.action === 'cordon' || one.action === 'uncordon') }));

const inWords = ({ action: what, replicas, both }: Wish): string =>
  `${what}${what === 'scale' ? ` to ${replicas}` : ''}${both ? ' both' : ''}`;

const asking = fc
  .record({ who: fc.oneof(sre, sre, slackUser), what: wish })
  .map(({ who: somebody, what }) => {
    const who = what.action === 'delete-pod' && somebody !== 'U_NEMO' ? 'U_EVE' : somebody;
    return {
      name: `${who} asks to ${inWords(what)}`,
      run: ask(who, what),
      foresee: foreseeAsk(who, what),
    };
  });
const actingAlone = fc.record({ who: fc.oneof(sre, sre, sre, slackUser), which }).map((given) => ({
  name: `${given.who} breaks the glass for ${given.which}`,
  run: breakGlass(given.who, given.which),
  foresee: foreseeBreakGlass(given.who, given.which),
}));
const approving = fc.record({ who: fc.oneof(sre, sre, sre, slackUser), which }).map((given) => ({
  name: `${given.who} approves ${given.which}`,
  run: answer(given.who, 'approve', given.which),
  foresee: foreseeAnswer(given.who, 'approve', given.which),
}));
const stopping = fc
  .record({ who: slackUser, which, verb: fc.constantFrom('deny' as const, 'cancel' as const) })
  .map((given) => ({
    name: `${given.who} ${given.verb === 'deny' ? 'denies' : 'cancels'} ${given.which}`,
    run: answer(given.who, given.verb, given.which),
    foresee: foreseeAnswer(given.who, given.verb, given.which),
  }));
const working = fc
  .integer({ min: 1, max: 3 })
  .map((limit) => ({ name: `work on ${limit}`, run: work(limit) }));
const workingTwice = fc
  .record({
    kind: fc.constantFrom('execute' as const, 'execute' as const, 'verify' as const, 'expire' as const),
    which,
  })
  .map((given) => ({
    name: `${given.kind} ${given.which} without a lease`,
    run: workTwice(given.kind, given.which),
  }));
const others: fc.Arbitrary<Named> = fc.oneof(
  fc.record({ who: sre, which }).map((given) => ({
    name: `${given.who} undoes ${given.which}`,
    run: undo(given.who, given.which),
  })),
  fc.record({ who: slackUser, which }).map((given) => ({
    name: `${given.who} aborts ${given.which}`,
    run: abort(given.who, given.which),
  })),
  fc.record({ who: slackUser, debt: fc.integer({ min: 1, max: 2 }) }).map((given) => ({
    name: `${given.who} reviews DEBT-${given.debt}`,
    run: review(given.who, given.debt),
  })),
  fc.nat(5).map((nth) => ({ name: `input ${nth} again`, run: redeliver(nth) })),
  fc
    .record({
      who: slackUser,
      place: fc.constantFrom(undefined, 'shop', 'other'),
      forMs: fc.constantFrom(undefined, 120_000),
    })
    .map(({ who, place, forMs }) => ({
      name: `${who} freezes ${place ?? 'all'}${forMs === undefined ? '' : ` for ${forMs / 1000} s`}`,
      run: freeze(who, place, forMs),
    })),
  slackUser.map((who) => ({ name: `${who} unfreezes`, run: unfreeze(who) })),
  sre.map((who) => ({ name: `${who} resolves the incident`, run: resolve(who) })),
  fc.record({ who: slackUser, handle: fc.string({ maxLength: 8 }) }).map(({ who, handle }) => ({
    name: `${who} clicks on a handle that was made up`,
    run: forge(who, handle),
  })),
);
/** What people and the worker do. */
const doing: fc.Arbitrary<Named> = fc.oneof(
  { weight: 5, arbitrary: asking },
  { weight: 7, arbitrary: approving },
  { weight: 2, arbitrary: stopping },
  { weight: 3, arbitrary: actingAlone },
  { weight: 7, arbitrary: working },
  { weight: 3, arbitrary: workingTwice },
  { weight: 4, arbitrary: others },
);

const kill = fc.option(
  fc.record({
    at: fc.integer({ min: 1, max: 18 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  { freq: 2 },
);
const fault = fc.option(fc.constantFrom('lost' as const, 'late' as const, 'busy' as const), { freq: 2 });

const jobWithTrouble: fc.Arbitrary<Job> = fc
  .record({ doing, replica: fc.constantFrom(0 as const, 1 as const), kill, fault })
  .map(({ doing: { name, run }, replica, ...trouble }) => ({
    name: [
      `${replica === 0 ? 'a' : 'b'}: ${name}`,
      ...(trouble.kill === null ? [] : [`killed ${trouble.kill.when} call ${trouble.kill.at}`]),
      ...(trouble.fault === null ? [] : [trouble.fault]),
    ].join(', '),
    replica,
    run,
    ...(trouble.kill !== null && { kill: trouble.kill }),
    ...(trouble.fault !== null && { fault: trouble.fault }),
  }));

/** One thing alone, with nothing in its way: what comes of it is known beforehand. */
const alone = fc.record({ doing, replica: fc.constantFrom(0 as const, 1 as const) }).map(
  ({ doing: { name, run, foresee }, replica }) =>
    new Step(name, async (world) => {
      const judge = foresee?.(world);
      await world.run([{ name, replica, run }]);
      const wrong = judge?.();
      if (wrong !== undefined) throw new Error(wrong);
    }),
);

/** Two things that lead far, one after the other: an approved action that nobody has begun yet. */
const approved = wish.map((what) => {
  const { count } = rules[what.action];
  return new Step(`${inWords(what)}, asked for and approved`, async (world) => {
    const runs = [
      ask(what.action === 'delete-pod' ? 'U_EVE' : 'U_ANA', what),
      ...(count === 0 ? [answer('U_ANA', 'approve', 0)] : []),
      answer('U_CLEO', 'approve', 0),
      ...(count === 2 ? [answer('U_BEN', 'approve', 0)] : []),
    ];
    for (const run of runs) await world.run([{ name: what.action, replica: 0, run }]);
  });
});

const doneAlone = wish.map(
  (what) =>
    new Step(`${inWords(what)}, asked for and done alone`, async (world) => {
      for (const run of [ask('U_ANA', what), breakGlass('U_ANA', 0)])
        await world.run([{ name: what.action, replica: 0, run }]);
    }),
);

/** What stops things that are under way: an abort between two steps, a breaker after some on one object. */
const underWay = fc.constantFrom(
  new Step('a drain that waits for a budget is aborted', async (world) => {
    world.cluster.budgetIsSpent = true;
    const drain = { action: 'drain' as const, replicas: 0, both: false };
    const runs = [ask('U_ANA', drain), answer('U_CLEO', 'approve', 0), work(3), abort('U_BEN', 0), work(3)];
    for (const run of runs) await world.run([{ name: 'drain', replica: 0, run }]);
  }),
  new Step('one after the other is scaled by the same two', async (world) => {
    for (const replicas of [5, 1, 4])
      for (const run of [
        ask('U_ANA', { action: 'scale', replicas, both: false }),
        answer('U_CLEO', 'approve', 0),
        work(3),
      ])
        await world.run([{ name: 'scale', replica: 0, run }]);
  }),
);

const inTrouble = jobWithTrouble.map((job) => new Step(job.name, async (world) => world.run([job])));

const together = fc
  .record({
    jobs: fc.array(fc.oneof({ weight: 3, arbitrary: jobWithTrouble }, { weight: 1, arbitrary: happening }), {
      minLength: 2,
      maxLength: 3,
    }),
    picks: fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }),
  })
  .map(
    ({ jobs, picks }) =>
      new Step(`at once (${picks.join('')}): ${jobs.map(({ name }) => name).join(' | ')}`, async (world) =>
        world.run(jobs, picks),
      ),
  );

const outside = happening.map((event) => new Step(event.name, async (world) => world.run([event])));

const time = fc
  .constantFrom(1_000, 2_000, 13_000, 13_000, 50_000, 61_000, 4 * 60_000, 6 * 60_000, 16 * 60_000)
  .map(
    (milliseconds) => new Step(`${milliseconds / 1000} s pass`, async (world) => world.advance(milliseconds)),
  );

const restart = fc.constantFrom(false, false, false, true).map(
  (readOnly) =>
    new Step(`both start again${readOnly ? ', read-only' : ''}`, async (world) => {
      world.readOnly = readOnly;
    }),
);

/** Each as often as its weight says. */
export const approvalCommands: fc.Arbitrary<Command>[] = [
  ...Array.from({ length: 7 }, () => alone),
  ...Array.from({ length: 3 }, () => approved),
  doneAlone,
  underWay,
  ...Array.from({ length: 4 }, () => inTrouble),
  ...Array.from({ length: 4 }, () => together),
  ...Array.from({ length: 2 }, () => outside),
  ...Array.from({ length: 2 }, () => time),
  restart,
];
