import fc from 'fast-check';
import type { ApprovalWorld, Job } from './approval-world.ts';
import { paths } from './model-object.ts';
import { everybody, rules, slackUsers, type ModelAction } from './plain-model.ts';

const path = fc.constantFrom(...Object.values(paths));

/** What happens outside: to the objects, to the directory, to the policy. */
export const happening: fc.Arbitrary<Extract<Job, { event: unknown }>> = fc.oneof(
  path.map((one) => ({ name: `touch ${one}`, event: (world: ApprovalWorld) => world.cluster.touch(one) })),
  fc.integer({ min: 0, max: 5 }).map((replicas) => ({
    name: `somebody scales to ${replicas}`,
    event: (world: ApprovalWorld) => world.cluster.write(paths.deployment, { replicas }),
  })),
  fc.boolean().map((spent) => ({
    name: `the disruption budget is ${spent ? 'spent' : 'free'}`,
    event: ({ cluster }: ApprovalWorld) => void (cluster.budgetIsSpent = spent),
  })),
  fc.constantFrom(true, null).map((unschedulable) => ({
    name: `somebody ${unschedulable === true ? 'cordons' : 'opens'} the node`,
    event: ({ cluster }: ApprovalWorld) => cluster.write(paths.node, { unschedulable }),
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
  fc.constantFrom(...slackUsers).map((who) => ({
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
