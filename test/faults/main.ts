import { parseArgs } from 'node:util';
import { inWords, isClean, type Judgement } from './support/judgement.ts';
import { startPostgres, type Postgres } from '../e2e/support/start-postgres.ts';
import { temporaryFolder } from '../e2e/support/temporary-folder.ts';
import { slackFaultChoice } from './support/slack-faults.ts';
import { ownSchema } from './support/own-schema.ts';
import { runActions } from './actions.ts';
import { runStorm } from './storm.ts';

/**
 * `npm run faults -- [storm|actions] --kills 20 [--seed 7] [--engine postgres] [--slack-faults mixed]`: kills the bot and
 * judges what is left; exit code 1 for any fault.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string' },
    engine: { type: 'string', default: 'sqlite' },
    'slack-faults': { type: 'string' },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const slackFaults =
  values['slack-faults'] === undefined ? {} : { slackFaults: slackFaultChoice(values['slack-faults']) };
const print = (line: string): void => console.log(line);
print(`seed ${seed}`);
const started = Date.now();
const report = await run();
print(
  `${kills} kills in ${Math.round((Date.now() - started) / 1000)} s; again with: npm run faults -- ${again()}`,
);
for (const [kind, findings] of Object.entries({
  lost: report.lost,
  duplicated: report.duplicated,
  wrong: report.wrong,
}))
  for (const finding of findings) print(`  ${kind}: ${finding}`);
print(inWords(report));
process.exit(isClean(report) ? 0 : 1);

async function run(): Promise<Judgement> {
  if (values.engine === 'sqlite') return runOn({});
  if (values.engine !== 'postgres') throw new Error(`--engine is sqlite or postgres, not ${values.engine}`);
  const given = process.env['MIDDLEWATCH_TEST_DATABASE_URL'];
  const folder = await temporaryFolder('faults');
  const started = given === undefined ? await startPostgres(folder.path) : undefined;
  try {
    const { url } = await ownSchema(given ?? started?.url ?? '');
    return await runOn({ databaseUrl: url, ...(started === undefined ? {} : { postgres: started }) });
  } finally {
    await started?.stop();
    await folder.remove();
  }
}

function again(): string {
  const engine = values.engine === 'sqlite' ? '' : ` --engine ${values.engine}`;
  const slack = values['slack-faults'] === undefined ? '' : ` --slack-faults ${values['slack-faults']}`;
  return `${[...positionals, ''].join(' ')}--kills ${kills} --seed ${seed}${engine}${slack}`;
}

async function runOn(place: { databaseUrl?: string; postgres?: Postgres }): Promise<Judgement> {
  if (positionals[0] === 'actions') {
    const report = await runActions({ ...place, ...slackFaults, kills, seed, print });
    print(
      `${report.approved} approved, ${report.pressedAgain} pressed again because Slack said that nobody answered`,
    );
    return report;
  }
  const report = await runStorm({ ...place, ...slackFaults, kills, seed, print });
  print(
    `${report.webhooks} webhooks answered with 200, ${report.repeats} sent again, ${report.cards} cards, answers ${JSON.stringify(report.answers)}, Slack's faults ${JSON.stringify(report.slackFaults)}`,
  );
  for (const [end, count] of Object.entries(report.ends)) print(`  ${count} × ${end}`);
  return report;
}
