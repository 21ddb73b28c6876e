import type { BenchBot } from './bench-bot.ts';

const deadlineMs = 600_000;

/** Seconds until each delivery was worked on, by the bot's own count of finished intake work in its log of incidents. */
export async function untilTaken(bot: BenchBot, deliveries: number, since: () => number): Promise<number> {
  while (since() * 1000 < deadlineMs) {
    const moved = new Set(
      bot.process
        .log()
        .filter((line) => line.includes('"msg":"incident opened"') || line.includes('"msg":"incident moved"'))
        .map((line) => /"delivery":"([^"]+)"/.exec(line)?.[1]),
    );
    if (moved.size >= deliveries) return since();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return NaN;
}
