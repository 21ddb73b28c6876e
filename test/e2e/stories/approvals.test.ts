import { readFile, writeFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { answerTo } from '../../stories/support/answer-to.ts';
import { keepOldButtons } from '../../stories/support/old-buttons.ts';
import { answersWithinMs, bePatient } from '../../stories/support/patience.ts';
import { planFor, plansOf, says } from '../../stories/support/plans.ts';
import { sendInteraction } from '../../stories/support/slack-request.ts';
import { startStory, type Story } from '../../stories/support/start-story.ts';

bePatient();

/** The parts of the config that change between two starts. */
interface Changing {
  people: { slack: string; groups: string[] }[];
  freezes?: object[];
  actions?: { readOnly?: boolean };
}

let story: Story;
let url = '';
const environment: Record<string, string> = { SLACK_APP_TOKEN: '' };
const start = async (): Promise<void> => {
  const bot = await story.startBot();
  const ready = bot.log().find((line) => line.includes('"msg":"ready"')) ?? '{}';
  url = String((JSON.parse(ready) as Record<string, unknown>)['slack']);
  story.workspace.deliverTo({ kind: 'http', url });
  running = bot;
};
let running: Awaited<ReturnType<Story['startBot']>> | undefined;
/** As an operator does it: another config, and a restart. */
const restartWith = async (change: (config: Changing) => void): Promise<void> => {
  await running?.stop();
  const config = parse(await readFile(story.configFile, 'utf8')) as Changing;
  change(config);
  await writeFile(story.configFile, stringify(config));
  await start();
};

beforeAll(async () => {
  story = await startStory({
    environment,
    config: {
      approvals: { page: 'approvers' },
      policy: [
        {
          actions: ['scale'],
          namespaces: ['shop'],
          ask: ['group:sre'],
          approve: { from: ['group:sre'] },
        },
        { actions: ['cordon'], ask: ['group:sre'], approve: { from: ['group:platform'] } },
      ],
    },
  });
  environment['SLACK_SIGNING_SECRET'] = story.workspace.signingSecret;
  await start();
});
afterAll(async () => story.end());

let replicas = 3;
const newPlan = async (): Promise<Message> => {
  replicas += 1;
  return planFor(story, 'ana', `scale deploy/checkout ${replicas} -n shop`);
};
const openDeny = async (name: string, plan: Message): Promise<void> => {
  const person = story.workspace.person(name);
  await person.press({ ts: plan.ts, actionId: 'mw_deny' });
  await story.workspace.waitFor(() => person.views().length === 1, {
    timeoutMs: answersWithinMs,
    what: 'the form',
  });
};
/** The last form that was sent, as Slack sent it. */
interface Submission {
  type: string;
  trigger_id: string;
  user: { id: string; team_id?: string };
  team: { id: string };
  view: { private_metadata: string; state: unknown };
}
const lastForm = (): Submission =>
  structuredClone(
    story.workspace.deliveries().findLast(({ payload }) => payload['type'] === 'view_submission')
      ?.payload as unknown as Submission,
  );
let forged = 0;
const forge = async (change: (form: Submission) => void): Promise<number> => {
  const form = lastForm();
  form.trigger_id = `forged-${(forged += 1)}`;
  change(form);
  return sendInteraction(url, form, { secret: story.workspace.signingSecret });
};
const handleOf = (plan: Message): string =>
  /"action_id":"mw_approve".*?"value":"([^"]+)"/.exec(JSON.stringify(plan.blocks))?.[1] ?? '';
/** What a person was told last, once they were told something new. */
const toldAfter = async (name: string, act: () => Promise<unknown>): Promise<string> => {
  const person = story.workspace.person(name);
  const before = person.ephemerals().length;
  await act();
  const told = await story.workspace.waitFor(() => person.ephemerals().at(before), {
    timeoutMs: answersWithinMs,
    what: `an answer to ${name}`,
  });
  return textOf(told);
};

describe('a direct message to each approver', () => {
  const directTo = (name: string): readonly Message[] => {
    const user = story.workspace.person(name).id;
    const opened = story.workspace.calls('conversations.open').find(({ args }) => args['users'] === user);
    const answer = opened?.response as { channel?: { id?: string } } | undefined;
    return answer?.channel?.id === undefined ? [] : story.workspace.messages(answer.channel.id);
  };

  it('comes once, not to who asked, and can be answered there; all of them end alike', async () => {
    const plan = await newPlan();
    await story.workspace.waitFor(() => directTo('ben').length === 1 && directTo('cleo').length === 1, {
      timeoutMs: answersWithinMs,
      what: 'two direct messages',
    });
    expect([directTo('ana'), directTo('ann'), directTo('mallory')]).toEqual([[], [], []]);
    const [page] = directTo('ben');
    expect(textOf(page!)).toMatch(/ana.* asks for your approval/i);
    await story.workspace
      .person('ben')
      .press({ channel: page!.channel, ts: page!.ts, actionId: 'mw_approve' });
    await says(story, plan, /Verdict: Worked/);
    await story.workspace.waitFor(
      () => ['ben', 'cleo'].every((name) => /Approved by .*Worked/s.test(textOf(directTo(name)[0]!))),
      { timeoutMs: answersWithinMs, what: 'both messages say what became of it' },
    );
    expect(directTo('ben')).toHaveLength(1);
    expect(JSON.stringify([directTo('ben'), directTo('cleo')])).not.toContain('mw_approve');
    expect(story.mutations()).toHaveLength(1);
  });
});

describe('a denial is checked when it is sent', () => {
  it('stands on the plan with its reason, for everybody', async () => {
    const plan = await newPlan();
    await openDeny('ben', plan);
    await answerTo(story, 'ben', async (ben) => ben.submitView({ reason: 'not before the sale ends' }));
    await says(story, plan, /Denied\* by .*not before the sale ends/);
  });

  it("with another request's handle in its private_metadata, that request's rules hold", async () => {
    const node = await planFor(story, 'ana', 'cordon node-2');
    const told = await toldAfter('ben', async () =>
      forge((form) => {
        const metadata = JSON.parse(form.view.private_metadata) as { handle: string };
        form.view.private_metadata = JSON.stringify({ ...metadata, handle: handleOf(node) });
      }),
    );
    expect(told).toContain('You (ben@example.com) may not deny this; those who may are group platform');
    await says(story, node, /Waiting for approval/);
    await story.workspace.person('ana').press({ ts: node.ts, actionId: 'mw_cancel' });
    await says(story, node, /Cancelled/);
  });

  it('with anything else in it, or of another workspace, or played back, it does nothing', async () => {
    const plan = await newPlan();
    const inputs = story.workspace.deliveries().length;
    for (const metadata of ['', 'x', '{}', JSON.stringify({ handle: handleOf(plan), channel: '<!channel>' })])
      expect(await forge((form) => (form.view.private_metadata = metadata))).toBe(200);
    expect(
      await forge((form) => {
        form.user.team_id = 'T0OTHER';
        form.team.id = 'T0OTHER';
      }),
    ).toBe(200);
    const form = lastForm();
    expect(await sendInteraction(url, form, { secret: story.workspace.signingSecret })).toBe(200);
    expect(
      await sendInteraction(url, form, {
        secret: story.workspace.signingSecret,
        atSeconds: Math.floor(Date.now() / 1000) + 3600,
      }),
    ).toBeGreaterThanOrEqual(400);
    expect(story.workspace.deliveries()).toHaveLength(inputs);
    await answerTo(story, 'ben', async (ben) => ben.command('/mw', 'help'));
    await says(story, plan, /Waiting for approval/);
    await story.workspace.person('ana').press({ ts: plan.ts, actionId: 'mw_cancel' });
    await says(story, plan, /Cancelled/);
  });

  it('of a request that has ended, it is answered with what became of it', async () => {
    const plan = await newPlan();
    await openDeny('ben', plan);
    const mend = keepOldButtons(story.workspace);
    await answerTo(story, 'ana', async (ana) => ana.press({ ts: plan.ts, actionId: 'mw_cancel' }));
    expect(await answerTo(story, 'ben', async (ben) => ben.submitView({ reason: 'too late' }))).toMatch(
      /Too late: this was cancelled by <@U0ANA>/,
    );
    expect(
      await answerTo(story, 'cleo', async (cleo) => cleo.press({ ts: plan.ts, actionId: 'mw_deny' })),
    ).toMatch(/Too late: this was cancelled/);
    mend();
  });
});

describe('stops', () => {
  const ask = async (): Promise<string> =>
    answerTo(story, 'ana', async (ana) => ana.command('/mw', `scale deploy/checkout 9 -n shop`));

  it('a freeze refuses what is asked and what is approved, until it ends', async () => {
    const plan = await newPlan();
    const changes = story.mutations().length;
    const plans = plansOf(story).length;
    await answerTo(story, 'ben', async (ben) =>
      ben.command('/mw', 'freeze 1h -n shop --reason "a migration"'),
    );
    expect(await ask()).toMatch(/Nothing was changed: .*froze all actions on namespace shop.*a migration/);
    expect(
      await answerTo(story, 'cleo', async (cleo) => cleo.press({ ts: plan.ts, actionId: 'mw_approve' })),
    ).toMatch(/froze all actions/);
    expect(plansOf(story)).toHaveLength(plans);
    expect(story.mutations()).toHaveLength(changes);
    await answerTo(story, 'ben', async (ben) => ben.command('/mw', 'unfreeze'));
    await story.workspace.person('cleo').press({ ts: plan.ts, actionId: 'mw_approve' });
    await says(story, plan, /Verdict: Worked/);
  });

  it('another config holds at once: lost rights, the calendar, read-only mode', async () => {
    const plan = await newPlan();
    const changes = story.mutations().length;
    await openDeny('ben', plan);
    await restartWith((config) => {
      for (const person of config.people) if (person.slack === 'U0BEN') person.groups = ['support'];
      const weekly = { from: 'mon 00:00', to: 'mon 00:00' };
      config.freezes = [{ name: 'always', reason: 'a test', zone: 'Asia/Kolkata', weekly }];
    });
    // The form was opened with a right that is gone.
    expect(await answerTo(story, 'ben', async (ben) => ben.submitView({ reason: 'not now' }))).toContain(
      'You (ben@example.com) may not deny this',
    );
    await says(story, plan, /Waiting for approval/);
    expect(await ask()).toMatch(/Nothing was changed: the calendar .*"always" freezes all actions/);
    expect(
      await answerTo(story, 'cleo', async (cleo) => cleo.press({ ts: plan.ts, actionId: 'mw_approve' })),
    ).toMatch(/"always" freezes all actions/);
    expect(await answerTo(story, 'ana', async (ana) => ana.command('/mw', 'status'))).toMatch(
      /^\*Frozen\* by "always"/,
    );
    await restartWith((config) => {
      config.freezes = [];
      config.actions = { ...config.actions, readOnly: true };
    });
    expect(await ask()).toMatch(/read-only mode/);
    expect(
      await answerTo(story, 'cleo', async (cleo) => cleo.press({ ts: plan.ts, actionId: 'mw_approve' })),
    ).toMatch(/read-only mode/);
    expect(story.mutations()).toHaveLength(changes);
  });
});
