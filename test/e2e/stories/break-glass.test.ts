import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { answerTo } from '../../stories/support/answer-to.ts';
import { answersWithinMs, bePatient } from '../../stories/support/patience.ts';
import { buttonsOf, planFor, says } from '../../stories/support/plans.ts';
import { startListeningBot } from '../../stories/support/start-listening-bot.ts';
import { startStory, type Story } from '../../stories/support/start-story.ts';
import { crashLooping, webhook } from '../../stories/support/webhook.ts';

bePatient();

const entry = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));
const audit = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [entry, 'audit', ...words])).stdout;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

let story: Story;
let card: Message;
beforeAll(async () => {
  story = await startStory({
    config: {
      breakGlass: {
        rules: [{ actions: ['scale'], who: ['group:sre'], review: ['group:platform'] }],
        perHour: 1,
        mention: ['U0CLEO'],
      },
    },
    environment: {
      MIDDLEWATCH_AUDIT_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  });
  await startListeningBot(story);
  await story.post(webhook(crashLooping('checkout')));
  card = await story.card(/checkout/);
});
afterAll(async () => story.end());

const loud = async (pattern: RegExp): Promise<Message> =>
  story.workspace.waitFor(
    () => story.workspace.messages(story.channel).find((message) => pattern.test(textOf(message))),
    { timeoutMs: answersWithinMs, what: `a message that says ${String(pattern)}` },
  );
/** Presses a button behind which a form opens. */
const opened = async (name: string, { ts }: Message, actionId: string): Promise<void> => {
  const person = story.workspace.person(name);
  await person.press({ ts, actionId });
  await story.workspace.waitFor(() => person.views().length === 1, { what: 'the form' });
};

describe('nobody answers', () => {
  let plan: Message;
  let told: Message;
  beforeAll(async () => {
    plan = await planFor(story, 'ana', 'scale deploy/checkout 4 -n shop --incident INC-1', { root: card });
  });

  it('the plan offers it; only who asked may, and only with a reason', async () => {
    expect(buttonsOf(plan)).toEqual(['Approve', 'Deny', 'Cancel', 'Break glass']);
    await opened('ben', plan, 'mw_break_glass');
    const answer = await answerTo(story, 'ben', async (ben) => ben.submitView({ reason: 'let me' }));
    expect(answer).toMatch(/Only who asked for this may carry it out alone/);
    await opened('ana', plan, 'mw_break_glass');
    const empty = await story.workspace.person('ana').submitView({ reason: '   ' });
    expect(empty.errors).toEqual({ reason: expect.stringMatching(/./) });
    expect(story.mutations()).toEqual([]);
  });

  it('then it is carried out once, and the channel is told who, what and why, naming the configured people', async () => {
    const answer = await answerTo(story, 'ana', async (ana) =>
      ana.submitView({ reason: 'the shop is down & nobody answers' }),
    );
    expect(answer).toMatch(/It starts now, by you alone/);
    told = await loud(/Break-glass\W+by ana.*Scale deploy\/checkout/i);
    expect(textOf(told)).toMatch(/the shop is down &(amp;)? nobody answers/);
    expect(JSON.stringify(told.blocks)).toContain('<@U0CLEO>');
    expect(textOf(told)).toMatch(/DEBT-1.*group:platform/);
    await says(story, plan, /Done/);
    await says(story, told, /What became of it\W+Done/);
    expect(story.mutations()).toHaveLength(1);
    expect(textOf(await says(story, plan, /Break-glass\W+by/))).toMatch(/without an approval/);
  });

  it('once an hour here: the second plan waits for others', async () => {
    const answer = await answerTo(story, 'ana', async (ana) =>
      ana.command('/mw', 'break-glass scale deploy/checkout 6 -n shop --incident INC-1 --reason "again"'),
    );
    expect(answer).toMatch(/you broke the glass once within the last hour/);
    expect(story.mutations()).toHaveLength(1);
  });

  it('a second person reviews it, by the form; who did it never does', async () => {
    await opened('ana', told, 'mw_review');
    const own = await answerTo(story, 'ana', async (ana) =>
      ana.submitView({ verdict: 'ok', reason: 'I was right' }),
    );
    expect(own).toMatch(/You did this yourself/);
    const listed = await answerTo(story, 'ben', async (ben) => ben.command('/mw', 'debts'));
    expect(listed).toMatch(/1 waits for a review[^]*DEBT-1/);
    await opened('cleo', told, 'mw_review');
    const closed = await answerTo(story, 'cleo', async (cleo) =>
      cleo.submitView({ verdict: 'not-ok', reason: 'the runbook says: wake me' }),
    );
    expect(closed).toMatch(/DEBT-1 is closed: it was not right/);
    const after = await says(story, told, /DEBT-1 closed\W+by cleo.*the runbook says: wake me/i);
    expect(buttonsOf(after)).toEqual([]);
    const late = await answerTo(story, 'ben', async (ben) =>
      ben.command('/mw', 'review DEBT-1 ok --reason "fine"'),
    );
    expect(late).toMatch(/was reviewed already/);
  });

  it('the record of the incident reads as a story', async () => {
    await says(story, plan, /Verdict/);
    const lines = (await audit('show', 'INC-1', '--store', story.storeFile))
      .split('\n')
      .filter((line) => /^\d{4}-/.test(line));
    const told = lines.map((line) => line.replace(/^\S+ \S+ {2}/, '').replace(/ {2}#\d+$/, ''));
    const four = told.filter((line) => !/to 6 replicas|looked at what became/.test(line));
    expect(four).toEqual([
      expect.stringMatching(/the incident was opened/),
      expect.stringMatching(/^U0ANA \(ana@example\.com\): asked for Scale deploy\/checkout/),
      expect.stringMatching(/^U0BEN \(ben@example\.com\): was refused/),
      expect.stringMatching(/^U0ANA .*: was permitted to carry out alone/),
      expect.stringMatching(/^U0ANA .*: approved/),
      expect.stringMatching(/^U0ANA .*: broke the glass and carried out alone/),
      expect.stringMatching(/was about to carry out/),
      expect.stringMatching(/the cluster answered/),
      expect.stringMatching(/^U0ANA .*: was refused/),
      expect.stringMatching(/^U0CLEO \(cleo@example\.com\): reviewed what was done alone/),
    ]);
    expect(told.filter((line) => line.includes('to 6 replicas'))).toEqual([
      expect.stringMatching(/^U0ANA .*: asked for/),
      expect.stringMatching(/^U0ANA .*: was refused/),
    ]);
  });

  it('its head, as it is posted, proves it later', async () => {
    await answerTo(story, 'ben', async (ben) => ben.command('/mw', 'audit head'));
    const posted = textOf(await loud(/Audit: \d+ records hold/));
    const [line = ''] = /\d+:[0-9a-f]{64} \S+ \S{86}/.exec(posted) ?? [];
    const key = `${story.storeFile}.pem`;
    await writeFile(key, publicKey.export({ type: 'spki', format: 'pem' }));
    const verify = ['verify', '--store', story.storeFile, '--public-key', key, '--head'];
    expect(await audit(...verify, line)).toMatch(/the chain is whole/);
    // Copied to the shell without quotes.
    expect(await audit(...verify, ...line.split(' '))).toMatch(/the chain is whole/);
    await expect(audit(...verify, line.replace(/^\d+/, '1'))).rejects.toThrow(/was not signed with this key/);
    const file = `${story.storeFile}.jsonl`;
    await audit('export', file, '--store', story.storeFile);
    expect(await audit('verify', file, '--head', `\`${line.split(' ')[0] ?? ''}\``)).toMatch(
      /the chain is whole/,
    );
  });
});
