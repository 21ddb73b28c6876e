import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../../src/drill/slack/start-workspace.ts';
import type { Input } from '../../../src/model/input.ts';
import { startSlack, type Slack, type SlackOptions } from '../../../src/slack/start-slack.ts';
import type { SlackReport } from '../../../src/slack/slack-health.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { SharedClock } from '../../../src/store/shared-clock.ts';
import type { Store } from '../../../src/store/store.ts';

/** A simulated workspace, a real store and the Slack room between them. */
export interface SlackWorld {
  workspace: Workspace;
  store: Store;
  /** The store's: follows the machine's until it is moved. */
  clock: SharedClock;
  slack: Slack;
  inputs: Input[];
  reports: SlackReport[];
  log: string[];
  /** Starts another Slack room on the same store and workspace, as after a restart. */
  restart(changes?: Partial<SlackOptions>): Promise<Slack>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  workspace?: WorkspaceOptions;
  slack?: Partial<SlackOptions>;
}

export const commands = ['/mw', '/rollback', '/scale', '/cordon'].map((command) => ({ command }));

export async function startWorld(options: WorldOptions = {}): Promise<SlackWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-slack-'));
  const workspace = await startWorkspace({
    people: [
      { name: 'ana', id: 'U0ANA', realName: 'Ana Ruiz' },
      { name: 'ben', id: 'U0BEN', realName: 'Ben Okafor' },
    ],
    channels: [{ name: 'incidents', id: 'C0INCIDENTS' }],
    commands,
    shortcuts: [{ name: 'Incident actions', callbackId: 'mw_actions', type: 'message' }],
    rateLimits: 'off',
    ...options.workspace,
  });
  const clock = new SharedClock();
  const store = await openStore({
    clock,
    path: join(folder, 'store.db'),
    parserModule: new URL('../../../src/read-delivery.ts', import.meta.url),
  });
  const inputs: Input[] = [];
  const reports: SlackReport[] = [];
  const log: string[] = [];
  let counter = 0;
  const rooms: Slack[] = [];
  const start = async (changes: Partial<SlackOptions> = {}): Promise<Slack> => {
    const slack = await startSlack({
      store,
      tokens: { bot: workspace.botToken, app: workspace.appToken },
      slackApiUrl: workspace.apiUrl,
      channels: ['#incidents'],
      mentions: [],
      stormAfter: 6,
      fallbackName: () => undefined,
      renderChart: async () => new Uint8Array([137, 80, 78, 71]),
      callTimeoutMs: 1000,
      rateFactor: 50,
      onInput: (input) => inputs.push(input),
      report: (report) => reports.push(report),
      log: pino({ level: 'warn' }, { write: (line: string) => log.push(line) }),
      newId: () => `id-${(counter += 1)}`,
      now: Date.now,
      ...options.slack,
      ...changes,
    });
    rooms.push(slack);
    return slack;
  };
  const slack = await start();
  return {
    workspace,
    store,
    clock,
    slack,
    inputs,
    reports,
    log,
    restart: start,
    stop: async () => {
      await Promise.all(rooms.map((room) => room.stop()));
      await workspace.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Both connections are open and the start check is through. */
export async function untilConnected(world: SlackWorld, count = 2): Promise<void> {
  await world.workspace.waitFor(() => world.workspace.sockets.count >= count, {
    what: 'sockets',
  });
}
