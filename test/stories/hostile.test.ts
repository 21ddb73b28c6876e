import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/drill/kubernetes/kube-object.ts';
import { textOf } from '../../src/drill/play/find-button.ts';
import type { Message } from '../../src/drill/slack/message.ts';
import { planFor } from './support/plans.ts';
import { shopDeployment } from './support/shop-deployment.ts';
import { startListeningBot } from './support/start-listening-bot.ts';
import { startStory, type Bot, type Story } from './support/start-story.ts';
import { crashLooping, webhook, type WireAlert } from './support/webhook.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

/** Made here, so that no scanner takes this file for a leak. */
const secrets = {
  password: 'hunter2-Tr0ub4dor',
  key: `AKIA${'Z7Q4'.repeat(4)}`,
  jwt: `eyJhbGciOiJIUzI1NiJ9.${'c2VjcmV0'.repeat(4)}.${'ZZtop'.repeat(6)}`,
  token: 'opaque-1234567890-value',
  connection: 'sw0rdfish',
};

let story: Story;
let bot: Bot;
beforeAll(async () => {
  story = await startStory();
  bot = await startListeningBot(story);
});
afterAll(async () => story.end());

const hostileAlert = (name: string, more: Readonly<Record<string, string>>): WireAlert => ({
  labels: { alertname: name, severity: 'critical', namespace: 'shop', deployment: 'checkout', ...more },
  annotations: {
    summary: '<!channel> <!here> <!everyone> <@U0BEN> <!subteam^S123> see <https://evil.example|the runbook>',
    description: '*bold* _it_ ~no~ `code` :rotating_light: ```\n> quote\n```',
  },
});

describe('text that somebody else wrote stays text', () => {
  it('mentions, code fences, 20 kB and invisible characters make one card that pings nobody', async () => {
    const alerts = [
      hostileAlert('Mention<!channel>', { team: '<@U0BEN>', note: '<!here|all of you>' }),
      hostileAlert('Fence', { note: '```', other: '`rm -rf /`' }),
      hostileAlert('Long', { note: 'x'.repeat(20_000) }),
      hostileAlert('Mirror\u202Egnp.exe', { note: '\u200B\u200D\u2066\u0000\u0007' }),
    ];
    for (const alert of alerts) expect(await story.post(webhook(alert))).toBe(200);
    const card = await story.card(/4 alerts/);
    await story.reply(card, /Evidence for INC-1/);
    expect(story.cards()).toHaveLength(1);
    expect(story.workspace.pings()).toEqual([]);
    const shown = JSON.stringify(story.workspace.thread(story.channel, card.ts));
    expect(shown).not.toMatch(/<!channel|<!here|<!everyone|<!subteam|<@U0BEN>|<https:\/\/evil/);
    // eslint-disable-next-line no-control-regex -- the very characters that must not come through
    expect(shown).not.toMatch(/\u202E|\u200B|\u200D|\u2066|\u0000|\\u0000|\\u0007/);
    expect(card.text).not.toMatch(/<!(?!date\^)|<@/);
  });

  it('an alert without a name, without labels, or with nothing but odd ones still gets its card', async () => {
    for (const labels of [
      {},
      { namespace: 'shop' },
      { alertname: '', severity: '<!channel>', namespace: '../..', pod: '```' },
      { alertname: '__proto__', constructor: 'x', toString: 'y' },
    ])
      expect(await story.post(webhook({ labels }))).toBe(200);
    await story.workspace.waitFor(() => story.cards().length >= 4, {
      timeoutMs: answersWithinMs,
      what: 'a card for each',
    });
    expect(story.workspace.pings()).toEqual([]);
  });

  it('Slack never found fault with a block', () => {
    const refused = story.workspace.calls().filter(({ ok }) => ok === false);
    expect(refused.map(({ method, error, response }) => ({ method, error, response }))).toEqual([]);
  });
});

describe('secrets are gone before anything is stored or shown', () => {
  let card: Message;
  beforeAll(async () => {
    const { kubernetes } = story;
    const release = (image: string, env: { name: string; value: string }[]): Manifest => {
      const manifest = shopDeployment('vault', image, 1) as unknown as {
        spec: { template: { spec: { containers: { env?: unknown }[] } } };
      };
      for (const container of manifest.spec.template.spec.containers) container.env = env;
      return manifest as unknown as Manifest;
    };
    kubernetes.apply(release('shop/vault:1.0', [{ name: 'DB_PASSWORD', value: 'old-one' }]), {
      manager: 'ci',
    });
    await kubernetes.until(() => JSON.stringify(kubernetes.list('pods', 'shop')).includes('shop/vault:1.0'));
    kubernetes.behave('shop/vault:1.1', {
      kind: 'crash',
      afterMs: 200,
      exitCode: 1,
      message: `password=${secrets.password}`,
      logs: [
        `connecting to postgres://app:${secrets.connection}@db:5432/shop`,
        `Authorization: Bearer ${secrets.jwt}`,
        `{"level":"error","api_token":"${secrets.token}","msg":"refused"}`,
        `aws ${secrets.key} is not allowed`,
        'Error: cannot open the vault',
      ],
    });
    kubernetes.apply(
      release('shop/vault:1.1', [
        { name: 'DB_PASSWORD', value: secrets.password },
        { name: 'API_TOKEN', value: secrets.token },
      ]),
      { manager: 'ci' },
    );
    const sick = (): string =>
      kubernetes.list('pods', 'shop').find((pod) => {
        const text = JSON.stringify(pod);
        return text.includes('shop/vault:1.1') && text.includes('CrashLoopBackOff');
      })?.metadata.name ?? '';
    await kubernetes.until(() => sick() !== '');
    const startsAt = new Date().toISOString();
    const pod = sick();
    kubernetes.recordEvent(
      { resource: 'pods', namespace: 'shop', name: pod },
      {
        type: 'Warning',
        reason: 'Failed',
        message: `cannot mount: token=${secrets.token} url https://u:${secrets.connection}@files`,
      },
    );
    const alert = crashLooping(pod, { startsAt });
    await story.post(webhook({ ...alert, labels: { ...alert.labels, container: 'vault' } }));
    card = await story.card(/vault[\s\S]*revision 2 was rolled out/);
    await story.reply(card, /cannot open the vault/);
  });

  const expectNoSecret = (text: string, where: string): void => {
    for (const [name, secret] of Object.entries(secrets))
      expect(text.includes(secret), `${name} in ${where}`).toBe(false);
  };

  it('what was seen is on the card and in its thread, with [redacted] in the place of each secret', () => {
    const shown = story.workspace.thread(story.channel, card.ts).map(textOf).join('\n');
    expect(shown).toMatch(/postgres:\/\/\[redacted\]@db/);
    expect(shown).toMatch(/Authorization: Bearer \[redacted\]/);
    expectNoSecret(shown, 'the thread');
  });

  it('nor does a plan show them', async () => {
    const plan = await planFor(story, 'ana', 'rollback deploy/vault -n shop', { root: card });
    expect(textOf(plan)).toMatch(/DB_PASSWORD/);
    expectNoSecret(textOf(plan), 'the plan');
  });

  // A known fault: alerts are stored and shown as they came. Once it is mended this fails and becomes an `it`.
  it('nor do the annotations of an alert show what should not have been in them', async () => {
    const annotations = { summary: 'login failed with password=correct-horse-battery' };
    await story.post(webhook({ ...hostileAlert('Leak', { deployment: 'leaky' }), annotations }));
    expect(textOf(await story.card(/leaky/))).not.toContain('correct-horse-battery');
  });

  it('nor does the store hold them, nor the log', async () => {
    expectNoSecret(bot.log().join('\n'), 'the log');
    await bot.stop();
    const database = new DatabaseSync(story.storeFile, { readOnly: true });
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();
    for (const { name } of tables)
      expectNoSecret(
        JSON.stringify(database.prepare(`SELECT * FROM "${String(name)}"`).all()),
        `table ${String(name)}`,
      );
    database.close();
  });
});
