import fc from 'fast-check';
import type { ApprovalWorld, Job } from './approval-world.ts';
import {
  answer,
  ask,
  forge,
  freeze,
  redeliver,
  resolve,
  undo,
  unfreeze,
  work,
  workTwice,
  type Run,
} from './jobs.ts';
import { paths } from './model-cluster.ts';
import { foreseeAnswer, foreseeAsk, type Foresee } from './foresee.ts';
import { everybody, rules, slackUsers, type ModelAction, type PlainModel } from './plain-model.ts';

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
  'delete-pod',
);

const asking = fc
  .record({ who: fc.oneof(sre, sre, slackUser), what: action, replicas: fc.integer({ min: 0, max: 5 }) })
  .map(({ who: somebody, what, replicas }) => {
    const who = what === 'delete-pod' && somebody !== 'U_NEMO' ? 'U_EVE' : somebody;
    return {
      name: `${who} asks to ${what}${what === 'scale' ? ` to ${replicas}` : ''}`,
      run: ask(who, what, replicas),
      foresee: foreseeAsk(who, what, replicas),
    };
  });
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
  { weight: 7, arbitrary: working },
  { weight: 3, arbitrary: workingTwice },
  { weight: 4, arbitrary: others },
);

const path = fc.constantFrom(...Object.values(paths));

/** What happens outside: to the objects, to the directory, to the policy. */
const happening: fc.Arbitrary<Extract<Job, { event: unknown }>> = fc.oneof(
  path.map((one) => ({ name: `touch ${one}`, event: (world: ApprovalWorld) => world.cluster.touch(one) })),
  fc.integer({ min: 0, max: 5 }).map((replicas) => ({
    name: `somebody scales to ${replicas}`,
    event: (world: ApprovalWorld) => world.cluster.write(paths.deployment, { replicas }),
  })),
  fc.boolean().map((paused) => ({
    name: `somebody sets paused: ${paused}`,
    event: (world: ApprovalWorld) => world.cluster.write(paths.deployment, { paused }),
  })),
  path.map((one) => ({
    name: `${one} is made anew`,
    event: (world: ApprovalWorld) => world.cluster.recreate(one),
  })),
  ...Array.from({ length: 2 }, () =>
    fc.constant({
      name: 'what was on its way arrives',
      event: async (world: ApprovalWorld) => world.cluster.landLate(),
    }),
  ),
  slackUser.map((who) => ({
    name: `${who} leaves or comes back`,
    event: ({ model }: ApprovalWorld) => {
      const identity = everybody[who as keyof typeof everybody];
      if (model.people.has(who) || identity === undefined) model.people.delete(who);
      else model.people.set(who, identity);
    },
  })),
  fc.constant({
    name: 'U_BEN turns out to be Ana',
    event: ({ model }: ApprovalWorld) => void model.people.set('U_BEN', everybody.U_ANA),
  }),
  fc.constantFrom('ana', 'ben').map((user) => ({
    name: `the cluster lets ${user} change nothing, or again`,
    event: ({ cluster }: ApprovalWorld) => {
      if (!cluster.forbidden.delete(user)) cluster.forbidden.add(user);
    },
  })),
  fc.constantFrom(...(Object.keys(rules) as ModelAction[])).map((what) => ({
    name: `the rule for ${what} goes or comes back`,
    event: ({ model }: ApprovalWorld) => {
      if (!model.withdrawn.delete(what)) model.withdrawn.add(what);
    },
  })),
);

const kill = fc.option(
  fc.record({
    at: fc.integer({ min: 1, max: 12 }),
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
const approved = fc.record({ what: action, replicas: fc.integer({ min: 0, max: 5 }) }).map(
  ({ what, replicas }) =>
    new Step(`${what}${what === 'scale' ? ` to ${replicas}` : ''}, asked for and approved`, async (world) => {
      const runs = [
        ask(what === 'delete-pod' ? 'U_EVE' : 'U_ANA', what, replicas),
        ...(rules[what].count === 0 ? [answer('U_ANA', 'approve', 0)] : []),
        answer('U_CLEO', 'approve', 0),
        ...(rules[what].count === 2 ? [answer('U_BEN', 'approve', 0)] : []),
      ];
      for (const run of runs) await world.run([{ name: what, replica: 0, run }]);
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
  .constantFrom(1_000, 2_000, 13_000, 13_000, 50_000, 61_000, 4 * 60_000, 16 * 60_000)
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
  ...Array.from({ length: 4 }, () => inTrouble),
  ...Array.from({ length: 4 }, () => together),
  ...Array.from({ length: 2 }, () => outside),
  ...Array.from({ length: 2 }, () => time),
  restart,
];
