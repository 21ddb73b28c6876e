import { parseArgs } from 'node:util';
import { inWords, isClean, type Judgement } from './support/judgement.ts';
import { startPostgres } from '../e2e/support/start-postgres.ts';
import { temporaryFolder } from '../e2e/support/temporary-folder.ts';
import { ownSchema } from './support/own-schema.ts';
import { runActions } from './actions.ts';
import { runStorm } from './storm.ts';

/** `npm run faults -- [storm|actions] --kills 20 [--seed 7] [--engine postgres]`: kills the bot and judges what is left; exit code 1 for any fault. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string' },
    engine: { type: 'string', default: 'sqlite' },
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
  if (values.engine === 'sqlite') return runOn({});
  if (values.engine !== 'postgres') throw new Error(`--engine is sqlite or postgres, not ${values.engine}`);
  const given = process.env['MIDDLEWATCH_TEST_DATABASE_URL'];
  const folder = await temporaryFolder('faults');
  const started = given === undefined ? await startPostgres(folder.path) : undefined;
  try {
    const { url } = await ownSchema(given ?? started?.url ?? '');
    return await runOn({ databaseUrl: url });
  } finally {
    await started?.stop();
    await folder.remove();
  }
}

async function runOn(place: { databaseUrl?: string }): Promise<Judgement> {
  if (positionals[0] === 'actions') {
    const report = await runActions({ ...place, kills, seed, print });
    print(
      `${report.approved} approved, ${report.pressedAgain} pressed again because Slack said that nobody answered`,
    );
    return report;
  }
  const report = await runStorm({ ...place, kills, seed, print });
  print(
    `${report.webhooks} webhooks answered with 200, ${report.repeats} sent again, ${report.cards} cards, Slack's faults ${JSON.stringify(report.slackFaults)}`,
  );
  return report;
}
