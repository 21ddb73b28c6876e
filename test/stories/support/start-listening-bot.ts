import type { Bot, Story } from './start-story.ts';
import { answersWithinMs } from './patience.ts';

/** Starts the bot and waits until Slack can reach it: it says `ready` when webhooks can, and Slack may come later. */
export async function startListeningBot(story: Story): Promise<Bot> {
  const bot = await story.startBot();
  await story.workspace.waitFor(() => story.workspace.sockets.count > 0, {
    timeoutMs: answersWithinMs,
    what: 'a Socket Mode connection',
  });
  return bot;
}
