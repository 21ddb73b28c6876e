import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBot } from './bot/start-bot.ts';
import { play, type PlayedRecord, type PlayResult } from './play/play.ts';
import type { Installation } from './run-drill.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { startWorld } from './world/start-world.ts';

export interface PlayOptions extends Installation {
  scenario: Scenario;
  seed: number;
  /** Reads what the bot has on record in a store that nobody writes any more. */
  readRecord: (storeFile: string) => Promise<PlayedRecord | undefined>;
}

/** One scenario from the first alert to the resolved card, with scripted people and no page, in a folder of its own. */
export async function playDrill(options: PlayOptions): Promise<PlayResult> {
  const directory = await mkdtemp(join(tmpdir(), 'middlewatch-drill-'));
  const world = await startWorld({
    seed: options.seed,
    port: 0,
    manifest: options.manifest,
    rules: options.scenario.rules,
  });
  try {
    const webhookToken = 'drill-webhook-token';
    const bot = await startBot({ ...options, world, directory, webhookToken });
    world.connectAlertmanager(`${bot.url}/webhooks/alertmanager`, webhookToken);
    return await play(options.scenario, options.seed, world, async () => {
      await bot.stop();
      return options.readRecord(bot.storeFile);
    }).finally(async () => bot.stop());
  } finally {
    await world.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
