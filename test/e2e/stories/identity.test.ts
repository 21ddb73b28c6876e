import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RbacRule } from '../../../src/drill/kubernetes/rbac-rule.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { answerTo } from '../../stories/support/answer-to.ts';
import { answersWithinMs, bePatient } from '../../stories/support/patience.ts';
import { planFor, says } from '../../stories/support/plans.ts';
import { startListeningBot } from '../../stories/support/start-listening-bot.ts';
import { startStory, type Story } from '../../stories/support/start-story.ts';
import { crashLooping, webhook } from '../../stories/support/webhook.ts';

bePatient();

const bot = { users: ['system:serviceaccount:middlewatch:middlewatch'] };
const reads = { verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] };
const impersonate = { ...bot, verbs: ['impersonate'] };
const rbac: RbacRule[] = [
  { ...bot, ...reads },
  {
    ...impersonate,
    apiGroups: [''],
    resources: ['users'],
    resourceNames: ['ana', 'ben@example.com', 'cleo@example.com'],
  },
  { ...impersonate, apiGroups: [''], resources: ['groups'], resourceNames: ['sre'] },
  {
    ...impersonate,
    apiGroups: ['authentication.k8s.io'],
    resources: ['userextras/middlewatch-incident', 'userextras/middlewatch-slack-user'],
  },
  { groups: ['sre'], ...reads },
  { groups: ['sre'], verbs: ['patch'], apiGroups: ['apps'], resources: ['deployments/scale'] },
];

let story: Story;
let card: Message;
beforeAll(async () => {
  story = await startStory({
    cluster: { impersonate: true },
    kubernetes: { rbac },
    workspace: {
      people: [
        { name: 'ana', id: 'U0ANA' },
        { name: 'ben', id: 'U0BEN', email: 'Ben@example.com' },
        { name: 'cleo', id: 'U0CLEO', email: 'cleo@example.com' },
        { name: 'guest', id: 'U0GUEST', account: { isRestricted: true } },
        { name: 'far', id: 'U0FAR', account: { teamId: 'T0FAR', isStranger: true } },
      ],
      usergroups: [{ id: 'S0SRE', handle: 'sre', members: ['ana', 'ben', 'guest', 'far'] }],
      botEvents: ['user_change', 'subteam_members_changed'],
    },
    config: {
      people: [{ slack: 'U0ANA', user: 'ana' }],
      peopleByEmail: {
        domains: ['example.com'],
        users: ['ben@example.com', 'cleo@example.com', 'guest@example.com', 'far@example.com'],
      },
      slackGroups: [{ slack: 'S0SRE', group: 'sre' }],
    },
  });
  await startListeningBot(story);
  await story.post(webhook(crashLooping('checkout-6b7d5c9f4-x2lkq')));
  card = await story.card(/Firing/);
});
afterAll(async () => story.end());

/** What came of an admin's change is known to the bot. */
const told = async (change: () => void): Promise<void> => {
  const before = story.workspace.deliveries().length;
  change();
  await story.workspace.waitFor(
    () =>
      story.workspace
        .deliveries()
        .slice(before)
        .every(({ outcome }) => outcome === 'acknowledged'),
    { timeoutMs: answersWithinMs, what: 'the event to be acknowledged' },
  );
};

describe('people of Slack', () => {
  it('who may act comes from entries, addresses and groups; guests and others are told why not', async () => {
    const { workspace } = story;
    const plan = await planFor(story, 'ana', 'scale 4', { root: card });
    const approve = async (name: string): Promise<string> =>
      answerTo(story, name, async (person) => person.press({ ts: plan.ts, actionId: 'mw_approve' }));
    expect(await approve('guest')).toContain('Guests of the workspace can look but not act');
    expect(await approve('far')).toContain('Only members of the workspace');
    // Known by her address, but in no group that may.
    expect(await approve('cleo')).toContain('You (cleo@example.com) may not approve');
    await told(() => workspace.changeAccount('ben', { deleted: true }));
    expect(await approve('ben')).toContain('This Slack account is deactivated');
    expect(story.mutations()).toEqual([]);
    await told(() => workspace.changeAccount('ben', { deleted: false }));
    expect(await approve('ben')).toContain('Approved');
    await says(story, plan, /Verdict: Worked/);
    const [call, ...more] = story.mutations();
    expect(call).toMatchObject({ impersonated: 'ana' });
    expect(more).toEqual([]);
  });

  it('who left the group of Slack between asking and approval gets nothing carried out', async () => {
    const { workspace } = story;
    const plan = await planFor(story, 'ana', 'scale 5', { root: card });
    await told(() => workspace.changeUsergroup('sre', ['ben', 'cleo']));
    const said = await answerTo(story, 'cleo', async (person) =>
      person.press({ ts: plan.ts, actionId: 'mw_approve' }),
    );
    expect(said).toMatch(/Nothing was approved/);
    expect(story.mutations()).toHaveLength(1);
    await told(() => workspace.changeUsergroup('sre', ['ana', 'ben']));
  });

  it('More says before it is pressed what Kubernetes would refuse, and /mw can lists it', async () => {
    const ana = story.workspace.person('ana');
    await ana.press({ ts: card.ts, actionId: 'mw_more' });
    const view = await story.workspace.waitFor(() => ana.views().at(-1), { timeoutMs: answersWithinMs });
    expect(JSON.stringify(view.blocks)).toContain('You may not: no rule patch deployments.apps');
    const can = await answerTo(story, 'ana', async (person) => person.command('/mw', 'can'));
    expect(can).toContain('Here you are');
    expect(can).toMatch(/You may ask for: .*scale/);
    expect(can).toContain('Kubernetes gives you no rule "patch deployments.apps"');
  });

  it('nobody acts while Slack does not say who they are', async () => {
    const { workspace } = story;
    await told(() => workspace.changeAccount('ana', {}));
    const end = workspace.fault({ method: 'users.info', kind: 'reset', times: Infinity });
    const said = await answerTo(story, 'ana', async (person) =>
      person.command('/mw', 'scale deploy/checkout 6 -n shop'),
    );
    expect(said).toContain('Slack does not say who you are');
    end();
    await planFor(story, 'ana', 'scale 6', { root: card });
  });
});
