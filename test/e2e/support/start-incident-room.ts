import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findButton, textOf } from '../../../src/drill/play/find-button.ts';
import { startWorkspace, type Message, type Workspace } from '../../../src/drill/slack/start-workspace.ts';
import { readManifest } from '../../../src/drill/world/slash-commands.ts';
import { cleanup } from './cleanup.ts';
import { freePort } from './free-port.ts';
import { repository, startMiddlewatch, type Middlewatch } from './middlewatch-process.ts';
import { startAlertmanager, type Alertmanager } from './start-alertmanager.ts';

export interface IncidentRoomOptions {
  /** Where config, store and logs go. */
  folder: string;
  cluster: { kubeconfig: string; impersonate: boolean };
}

/** The bot as an operator runs it, between a real Alertmanager and the simulated workspace. */
export interface IncidentRoom {
  workspace: Workspace;
  alertmanager: Alertmanager;
  middlewatch: Middlewatch;
  /** Path of the config, for other commands. */
  config: string;
  /** The text of each card in #incidents, oldest first. */
  cards(): string[];
  /** Waits until one card holds all of these words, and returns its message. */
  card(...words: (string | RegExp)[]): Promise<Message>;
  /** Waits for a message with this button, in the channel or in a thread. */
  withButton(actionId: string): Promise<Message>;
  /** Waits for a message in a thread that holds all of these words. */
  reply(...words: (string | RegExp)[]): Promise<Message>;
  /** Waits until the message at this place holds all of these words. */
  becomes(message: Message, ...words: (string | RegExp)[]): Promise<Message>;
  stop: () => Promise<void>;
}

/** Ana asks, Ben (SRE) approves in namespaces, Cleo (platform) on nodes. */
export const roomPeople = [
  { name: 'ana', id: 'U0ANA', email: 'ana@example.com', realName: 'Ana' },
  { name: 'ben', id: 'U0BEN', email: 'ben@example.com', realName: 'Ben' },
  { name: 'cleo', id: 'U0CLEO', email: 'cleo@example.com', realName: 'Cleo' },
];

const patience = { timeoutMs: 60_000 };
const token = 'e2e-webhook-token';

/** The config of the room, whole: also `rbac --config` reads it. */
export function roomConfig(
  options: IncidentRoomOptions & { port: number; alertmanagerPort: number },
): string {
  const { folder, cluster, port, alertmanagerPort } = options;
  // JSON is YAML too.
  return JSON.stringify(
    {
      slack: { channel: '#incidents' },
      http: { listen: `127.0.0.1:${port}` },
      store: { path: join(folder, 'middlewatch.db') },
      clusters: [{ name: 'e2e', alertmanager: { url: `http://127.0.0.1:${alertmanagerPort}` }, ...cluster }],
      incidents: { reconcileEvery: '2s' },
      people: [
        { slack: 'U0ANA', user: 'ana@example.com', groups: ['sre'] },
        { slack: 'U0BEN', user: 'ben@example.com', groups: ['sre'] },
        { slack: 'U0CLEO', user: 'cleo@example.com', groups: ['sre', 'platform'] },
      ],
      policy: [
        {
          actions: ['rollback', 'scale'],
          namespaces: ['shop*'],
          ask: ['group:sre'],
          approve: { from: ['group:sre'] },
        },
        { actions: ['cordon', 'uncordon'], ask: ['group:sre'], approve: { from: ['group:platform'] } },
      ],
      actions: { verifyFor: '1m', stableFor: '5s' },
    },
    null,
    2,
  );
}

export async function startIncidentRoom(options: IncidentRoomOptions): Promise<IncidentRoom> {
  const { folder } = options;
  const ends = cleanup();
  try {
    const workspace = await startWorkspace({
      people: roomPeople,
      channels: [{ name: 'incidents' }],
      ...readManifest(join(repository, 'manifest.yml')),
    });
    ends.add(() => workspace.stop());
    const port = await freePort();
    const alertmanagerPort = await freePort();
    const config = join(folder, 'middlewatch.yml');
    await writeFile(config, roomConfig({ ...options, port, alertmanagerPort }));
    const middlewatch = await startMiddlewatch({
      config,
      port,
      logFile: join(folder, 'middlewatch.log'),
      env: {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_APP_TOKEN: workspace.appToken,
        SLACK_API_URL: workspace.apiUrl,
        MIDDLEWATCH_WEBHOOK_TOKEN: token,
      },
    });
    ends.add(middlewatch.stop);
    const webhook = { url: `${middlewatch.url}/webhooks/alertmanager`, token };
    const alertmanager = await startAlertmanager({ folder, webhook, port: alertmanagerPort });
    ends.add(alertmanager.stop);

    const channel = workspace.channelId('#incidents');
    const cards = () =>
      workspace.messages(channel).filter((message) => messageId(message).startsWith('card/'));
    const holds = (message: Message, words: (string | RegExp)[]) =>
      words.every((word) =>
        typeof word === 'string' ? textOf(message).includes(word) : word.test(textOf(message)),
      );
    /** Like the workspace's own, but a failure shows what the channel said instead. */
    const awaited = async <T>(probe: () => T | undefined, what: string): Promise<T> => {
      try {
        return await workspace.waitFor(probe, { ...patience, what });
      } catch (error) {
        const seen = everywhere().map(textOf).join('\n---\n');
        const log = middlewatch.process.log().split('\n').slice(-25).join('\n');
        throw new Error(`Still waiting for ${what}. The channel:\n${seen}\nThe log:\n${log}`, {
          cause: error,
        });
      }
    };
    const everywhere = () =>
      workspace.messages(channel).flatMap((message) => workspace.thread(channel, message.ts));
    return {
      workspace,
      alertmanager,
      middlewatch,
      config,
      cards: () => cards().map(textOf),
      card: (...words) =>
        awaited(() => cards().find((message) => holds(message, words)), `a card with ${words.join(', ')}`),
      withButton: (actionId) =>
        awaited(
          () => everywhere().find((message) => findButton(message, actionId) !== undefined),
          `a message with ${actionId}`,
        ),
      reply: (...words) =>
        awaited(
          () => everywhere().find((message) => message.ts !== message.thread_ts && holds(message, words)),
          `a reply with ${words.join(', ')}`,
        ),
      becomes: ({ ts }, ...words) =>
        awaited(
          () => everywhere().find((message) => message.ts === ts && holds(message, words)),
          `the message to say ${words.join(', ')}`,
        ),
      stop: ends.run,
    };
  } catch (error) {
    await ends.run();
    throw error;
  }
}

function messageId(message: Message): string {
  const id = message.metadata?.event_payload['message'];
  return typeof id === 'string' ? id : '';
}
