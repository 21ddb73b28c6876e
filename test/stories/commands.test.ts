import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { answerTo } from './support/answer-to.ts';
import { planFor, plansOf, says } from './support/plans.ts';
import { shopDeployment } from './support/shop-deployment.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Story } from './support/start-story.ts';
import { crashLooping, webhook } from './support/webhook.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

let story: Story;
beforeAll(async () => {
  story = await startStory();
  story.kubernetes.apply(shopDeployment('basket', 'shop/basket:1.0', 1), { manager: 'ci-deploy' });
  await startListeningBot(story);
});
afterAll(async () => {
  // Whatever was typed and clicked here: nobody approved anything.
  expect(story.mutations()).toEqual([]);
  await story.end();
});

const tell = async (name: string, command: string): Promise<string> =>
  answerTo(story, name, async (person) => person.command('/mw', command));
const mention = async (name: string, text: string, root: Message): Promise<string> =>
  answerTo(story, name, async (person) => person.mention(text, { threadTs: root.ts }));
const alertFor = (name: string) => {
  const alert = crashLooping(`${name}-6b7d5c9f4-x2lkq`);
  return { ...alert, labels: { ...alert.labels, deployment: name, container: name } };
};
const cancel = async (plan: Message): Promise<void> => {
  await answerTo(story, 'ana', async (person) => person.press({ ts: plan.ts, actionId: 'mw_cancel' }));
};

describe('before anything is ill', () => {
  it('help shows every command, to the asker alone', async () => {
    const help = await tell('ana', 'help');
    for (const word of [
      'status',
      'ack',
      'resolve',
      'rollback',
      'scale',
      'cordon',
      'uncordon',
      'undo',
      'audit',
    ])
      expect(help).toContain(`/mw ${word}`);
    expect(await tell('ana', '')).toBe(help);
    expect(story.workspace.messages(story.channel)).toEqual([]);
  });

  it('status says that nothing is open', async () => {
    expect(await tell('nemo', 'status')).toMatch(/Nothing is open in this channel/);
  });

  it('a typo gets the word that was meant', async () => {
    expect(await tell('ana', 'rolback deploy/checkout -n shop')).toMatch(/Did you mean `\/mw rollback`\?/);
    expect(await tell('ana', 'scale deploymnt/checkout 5 -n shop')).toMatch(
      /Did you mean `deployment\/checkout`\?/,
    );
    expect(await tell('ana', 'scale deploy/checkout 5 --namepsace shop')).toMatch(
      /Did you mean `--namespace`\?/,
    );
    expect(await tell('ana', 'dance')).toMatch(
      /I do not know `dance`\. `\/mw status` shows what is ill, `\/mw help` all commands/,
    );
  });

  it('an object that is not there is named', async () => {
    expect(await tell('ana', 'rollback deploy/nothing -n shop')).toMatch(
      /There is no deploy\/nothing in shop/,
    );
    expect(await tell('ana', 'cordon node-99')).toMatch(/There is no node\/node-99/);
  });

  it('a namespace that is missing, unknown or not covered is asked for in words', async () => {
    expect(await tell('ana', 'scale deploy/checkout 5')).toMatch(
      /In which namespace is checkout\? Write `\/mw scale/,
    );
    expect(await tell('ana', 'scale deploy/checkout 5 -n default')).toMatch(
      /No policy rule allows scale for namespace default/,
    );
  });

  it('what is half said is asked for', async () => {
    expect(await tell('ana', 'scale deploy/checkout -n shop')).toMatch(/To how many replicas\?/);
    expect(await tell('ana', 'ack')).toMatch(/No incident is open in this channel/);
    expect(await tell('ana', 'ack INC-77')).toMatch(/There is no incident INC-77/);
    expect(await tell('ana', 'scale deploy/checkout 5 -n shop --cluster mars')).toMatch(
      /There is no cluster mars.*It knows: prod/,
    );
    expect(await tell('ana', 'rollback deploy/checkout -n shop --to 99')).toMatch(
      /no revision 99|revision 99/i,
    );
  });

  it('hostile arguments stay text, and nothing comes of them', async () => {
    for (const argument of [
      '--namespace=--all -n shop',
      'deploy/-checkout -n shop',
      'deploy/--to -n shop',
      'deploy/../../secrets -n shop',
      'deploy/checkout%2Fscale -n shop',
      'deploy/`rm` -n shop',
      '```deploy/checkout``` -n shop',
      'deploy/checkout -n shop; kubectl delete ns shop',
      'deploy/<!channel> -n shop',
      `deploy/${'x'.repeat(3900)} -n shop`,
      'a '.repeat(1900),
      '"deploy/checkout -n shop',
      'deploy/checkout\u202E\u200B\u0000/x -n shop',
      'deploy/checkout -n shop --to -1',
      'deploy/checkout -n shop --to 1e9',
    ]) {
      const answer = await tell('ana', `rollback ${argument}`);
      expect(answer, argument).not.toMatch(/<!channel>/);
      expect(answer.length, argument).toBeLessThan(3000);
    }
    expect(plansOf(story)).toEqual([]);
    expect(story.workspace.pings()).toEqual([]);
  });

  it('the shortcuts are the same commands', async () => {
    const asked: [command: string, text: string, title: RegExp][] = [
      ['/rollback', 'deploy/checkout -n shop', /Roll back deploy\/checkout/],
      ['/scale', 'deploy/checkout 4 -n shop', /Scale deploy\/checkout .*from 3 to 4/],
      ['/cordon', 'node-1', /Cordon node\/node-1/],
    ];
    for (const [command, text, title] of asked) {
      const before = plansOf(story).length;
      await story.workspace.person('ana').command(command, text);
      const plan = await story.workspace.waitFor(() => plansOf(story).at(before), {
        what: `the plan of ${command}`,
      });
      expect(textOf(plan)).toMatch(title);
      await cancel(plan);
    }
  });
});

describe('with an incident at hand', () => {
  let card: Message;
  beforeAll(async () => {
    await story.post(webhook(alertFor('checkout')));
    card = await story.card(/Firing/);
  });

  it('status tells what, why and who', async () => {
    const status = await tell('ben', 'status');
    expect(status).toMatch(/\*INC-1\* Firing/);
    expect(status).toMatch(/About deploy\/checkout.*because a label names the workload/);
    expect(status).toMatch(/nobody is on it/);
  });

  it('a command may leave out what the incident says, and the plan shows it', async () => {
    const plan = await planFor(story, 'ana', 'scale 5', { root: card });
    expect(textOf(plan)).toMatch(/INC-1: Scale deploy\/checkout in shop on prod from 3 to 5 replicas/);
    await cancel(plan);
  });

  it('the form behind More does what the command does', async () => {
    const ana = story.workspace.person('ana');
    const before = plansOf(story, card).length;
    await ana.press({ ts: card.ts, actionId: 'mw_more' });
    await story.workspace.waitFor(() => ana.views().length === 1, {
      timeoutMs: answersWithinMs,
      what: 'the form',
    });
    const wrong = await ana.submitView({ what: 'scale', number: 'many' });
    expect(wrong.errors).toEqual({ number: 'Write a whole number.' });
    const right = await ana.submitView({ what: 'scale', number: '6' });
    expect(right.view).toBe('closed');
    const plan = await story.workspace.waitFor(() => plansOf(story, card).at(before), {
      what: 'the plan of the form',
    });
    expect(textOf(plan)).toMatch(/Scale deploy\/checkout .*from 3 to 6/);
    await cancel(plan);
  });

  it('so does the shortcut in the menu of any message of the thread', async () => {
    const ben = story.workspace.person('ben');
    const said = await ben.say('looking', { threadTs: card.ts });
    await ben.messageShortcut('mw_actions', { ts: said.ts });
    await story.workspace.waitFor(() => ben.views().length === 1, {
      timeoutMs: answersWithinMs,
      what: 'the form',
    });
    const answer = await answerTo(story, 'ben', async (person) => person.submitView({ what: 'status' }));
    expect(answer).toMatch(/\*INC-1\* Firing/);
  });

  it('in the thread a mention is the command', async () => {
    const before = plansOf(story, card).length;
    await story.workspace.person('ana').mention('rollback', { threadTs: card.ts });
    const plan = await story.workspace.waitFor(() => plansOf(story, card).at(before), {
      what: 'the plan of the mention',
    });
    expect(textOf(plan)).toMatch(/Roll back deploy\/checkout/);
    await cancel(plan);
    expect(await mention('cleo', 'dance', card)).toMatch(/I do not know `dance`/);
    expect(await mention('nemo', 'ack', card)).toMatch(/not mapped to a Kubernetes user/);
    expect(await mention('ben', 'ack', card)).toMatch(/You are on INC-1/);
    await says(story, card, /Acknowledged/);
  });

  it('acknowledging again changes nothing and says so; somebody else takes it over, and status says who', async () => {
    expect(await tell('ben', 'ack')).toMatch(/already/);
    expect(await tell('cleo', 'ack')).toMatch(/You are on INC-1/);
    expect(await tell('ben', 'status')).toMatch(/<@U0CLEO> is on it/);
  });
});

describe('with several incidents', () => {
  let other: Message;
  beforeAll(async () => {
    await story.post(webhook(alertFor('basket')));
    other = await story.card(/basket/);
  });

  it('nothing is guessed: the person picks from a list, and that one it is', async () => {
    const list = await tell('cleo', 'ack');
    expect(list).toMatch(/2 incidents are open in this channel\. Which one do you mean\?/);
    const cleo = story.workspace.person('cleo');
    const ts = cleo.ephemerals().at(-1)?.ts ?? '';
    const place = list.split('\n').find((line) => /^\d\. .*basket/.test(line))?.[0] ?? '';
    expect(await answerTo(story, 'cleo', async (person) => person.press({ ts, text: place }))).toMatch(
      /You are on INC-2/,
    );
    await says(story, other, /Acknowledged/);
  });

  it('an object that is named in full needs no choice', async () => {
    const plan = await planFor(story, 'ana', 'scale deploy/basket 2 -n shop', { root: other });
    expect(textOf(plan)).toMatch(/INC-2: Scale deploy\/basket/);
    await cancel(plan);
  });

  it('status lists them', async () => {
    expect(await tell('nemo', 'status')).toMatch(/INC-1[\s\S]*INC-2|INC-2[\s\S]*INC-1/);
  });

  it('resolved by hand stays resolved, whoever acks late', async () => {
    expect(await tell('cleo', 'resolve INC-2')).toMatch(
      /INC-2 is resolved by hand\. 1 alert still fires: a new one reopens it/,
    );
    await says(story, other, /Resolved[\s\S]*Ended by hand/);
    expect(await tell('ben', 'ack INC-2')).toMatch(/resolved/i);
    expect(await tell('ben', 'resolve INC-2')).toMatch(/INC-2 was resolved .* ago already/);
    await story.post(webhook(alertFor('basket')));
    expect(await tell('ben', 'status INC-2')).toMatch(/\*INC-2\* Resolved/);
  });

  it('the record tells who did what, with the head that proves it', async () => {
    const record = await tell('ana', 'audit INC-2');
    expect(record).toMatch(/\*acknowledged\* by <@U0CLEO>/);
    expect(record).toMatch(/\*cancelled\* by <@U0ANA>/);
    expect(record).toMatch(/Head `\d+:[0-9a-f]{64}`/);
  });
});
