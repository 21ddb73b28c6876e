import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RbacRule } from '../../src/drill/kubernetes/rbac-rule.ts';
import type { RequestRecord } from '../../src/drill/kubernetes/request-record.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { answerTo } from './support/answer-to.ts';
import { planFor, plansOf, says } from './support/plans.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Story } from './support/start-story.ts';
import { crashLooping, webhook } from './support/webhook.ts';
import { bePatient } from './support/patience.ts';

bePatient();

const bot = { users: ['system:serviceaccount:middlewatch:middlewatch'] };
const reads = { verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] };
/** The bot looks and may speak for four names and two groups; ana's group rolls back and scales Deployments. */
const rbac: RbacRule[] = [
  { ...bot, ...reads },
  {
    ...bot,
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['users'],
    resourceNames: ['ana@example.com', 'ben@example.com', 'cleo@example.com'],
  },
  {
    ...bot,
    verbs: ['impersonate'],
    apiGroups: [''],
    resources: ['groups'],
    resourceNames: ['sre', 'platform'],
  },
  {
    ...bot,
    verbs: ['impersonate'],
    apiGroups: ['authentication.k8s.io'],
    resources: ['userextras/middlewatch-incident', 'userextras/middlewatch-slack-user'],
  },
  { groups: ['sre'], ...reads },
  {
    groups: ['sre'],
    verbs: ['patch'],
    apiGroups: ['apps'],
    resources: ['deployments/scale'],
    namespaces: ['shop'],
  },
  { groups: ['platform'], verbs: ['patch'], apiGroups: [''], resources: ['nodes'] },
];

let story: Story;
let card: Message;
beforeAll(async () => {
  story = await startStory({ cluster: { impersonate: true }, kubernetes: { rbac } });
  await startListeningBot(story);
  await story.post(webhook(crashLooping('checkout-6b7d5c9f4-x2lkq')));
  card = await story.card(/Firing/);
});
afterAll(async () => story.end());

const patches = (): RequestRecord[] => story.kubernetes.requests().filter(({ verb }) => verb === 'patch');
const refusalFor = async (name: string, command: string): Promise<string> => {
  const before = plansOf(story, card).length;
  const answer = await answerTo(story, name, async (person) => person.command('/mw', command));
  expect(plansOf(story, card)).toHaveLength(before);
  return answer;
};

describe("the asker's rights decide", () => {
  it('every call of a plan and its execution goes out under their name, with groups, incident and Slack user', async () => {
    const since = story.kubernetes.requests().length;
    const plan = await planFor(story, 'ana', 'scale 4', { root: card });
    const planned = story.kubernetes
      .requests()
      .slice(since)
      .filter(({ impersonatedUser }) => impersonatedUser !== undefined);
    // The workload, its autoscalers and quotas are read, and the call is tried.
    expect(planned.map(({ verb, resource }) => `${verb} ${String(resource)}`)).toEqual(
      expect.arrayContaining(['get deployments', 'list horizontalpodautoscalers', 'patch deployments']),
    );
    await story.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
    await says(story, plan, /Verdict: Worked/);
    expect(patches().filter(({ dryRun }) => !dryRun)).toHaveLength(1);
    for (const call of [...planned, ...patches()]) {
      expect(call.user).toBe('system:serviceaccount:middlewatch:middlewatch');
      expect(call.impersonatedUser).toMatchObject({
        username: 'ana@example.com',
        groups: expect.arrayContaining(['sre']) as unknown,
        extra: { 'middlewatch-slack-user': ['U0ANA'] },
      });
      expect(call.impersonatedUser?.extra['middlewatch-incident']?.[0]).toMatch(/\S{8,}/);
    }
  });

  it('without the right there is no plan, and the answer names who lacks what', async () => {
    expect(await refusalFor('ana', 'rollback deploy/checkout -n shop')).toMatch(
      /ana@example\.com may not patch deployments\.apps checkout in shop on prod: .*the rule "patch deployments\.apps"; the role middlewatch-actions/,
    );
    expect(await refusalFor('ana', 'cordon node-1')).toMatch(
      /ana@example\.com may not patch nodes \S+ on prod: .*the role middlewatch-cluster-actions/,
    );
  });

  it('and a right in Kubernetes replaces no second person', async () => {
    const answer = await refusalFor('cleo', 'cordon node-1');
    expect(answer).toMatch(
      /This needs 1 approval from group platform, besides you, and nobody else is mapped/,
    );
  });

  it('an approval lends nobody the rights of the approver', async () => {
    // Ana was asked for by name, and what she may not do was not even tried.
    const asked = story.kubernetes
      .requests()
      .filter(({ resource }) => resource === 'selfsubjectaccessreviews');
    expect(new Set(asked.map(({ impersonatedUser }) => impersonatedUser?.username))).toEqual(
      new Set(['ana@example.com']),
    );
    expect(patches().filter(({ responseStatus }) => responseStatus === 403)).toEqual([]);
    expect(new Set(patches().map(({ impersonatedUser }) => impersonatedUser?.username))).toEqual(
      new Set(['ana@example.com']),
    );
    expect(story.mutations()).toHaveLength(1);
  });
});
