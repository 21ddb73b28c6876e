import { parseArgs } from 'node:util';
import { inWords, isClean, type Judgement } from './support/judgement.ts';
import { runActions } from './actions.ts';
import { runStorm } from './storm.ts';

/** `npm run faults -- [storm|actions] --kills 20 [--seed 7]`: kills the bot and judges what is left; exit code 1 for any fault. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string' },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const print = (line: string): void => console.log(line);
print(`seed ${seed}`);
const started = Date.now();
const report = await run();
print(
  `${kills} kills in ${Math.round((Date.now() - started) / 1000)} s; again with --kills ${kills} --seed ${seed}`,
);
print(inWords(report));
for (const [kind, findings] of Object.entries({
  lost: report.lost,
  duplicated: report.duplicated,
  wrong: report.wrong,
}))
  for (const finding of findings) print(`  ${kind}: ${finding}`);
process.exit(isClean(report) ? 0 : 1);

async function run(): Promise<Judgement> {
  if (positionals[0] === 'actions') {
    const report = await runActions({ kills, seed, print });
    print(
      `${report.approved} approved, ${report.pressedAgain} pressed again because Slack said that nobody answered`,
    );
    return report;
  }
  const report = await runStorm({ kills, seed, print });
  print(
    `${report.webhooks} webhooks answered with 200, ${report.repeats} sent again, ${report.cards} cards, Slack's faults ${JSON.stringify(report.slackFaults)}`,
  );
  return report;
}
