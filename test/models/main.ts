import { parseArgs } from 'node:util';
import { runApprovalModel } from './approvals/run-approval-model.ts';
import { runIncidentModel, type ModelRun } from './run-incident-model.ts';

/** What is played: the product against a plain model, random histories of so many sequences. */
const models = {
  approvals: async (run: ModelRun) => {
    const { fault, met } = await runApprovalModel(run);
    for (const [what, times] of [...met].sort()) console.log(`  ${times} × ${what}`);
    return fault;
  },
  incidents: runIncidentModel,
};
type ModelName = keyof typeof models;
const names = Object.keys(models) as ModelName[];
/** An incident's sequence takes ten times as long: without a choice it plays so many of them. */
const incidentsShare = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const seed = values.seed === undefined ? Date.now() % 2_147_483_647 : Number(values.seed);
const runs = Number(values.runs);
const [chosen] = positionals;
const unknown = chosen !== undefined && !names.some((name) => name === chosen);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed) || unknown || positionals.length > 1) {
  console.error(
    `Usage: npm run model -- [${names.join('|')}] [--runs 10000] [--seed N]\nBoth: so many sequences of approvals, and a tenth as many of incidents.`,
  );
  process.exit(2);
}
for (const name of names) {
  if (chosen !== undefined && chosen !== name) continue;
  const share = chosen === undefined && name === 'incidents' ? incidentsShare : 1;
  await play(name, Math.ceil(runs / share));
}

async function play(name: ModelName, sequences: number): Promise<void> {
  console.log(`${name} against a plain model: ${sequences} sequences, seed ${seed}`);
  const started = Date.now();
  const fault = await models[name]({
    runs: sequences,
    seed,
    onSequence: (done) => {
      if (done % Math.max(500, Math.round(sequences / 20)) === 0) console.log(`${done} sequences`);
    },
  });
  if (fault !== undefined) {
    console.error(fault);
    process.exitCode = 1;
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${name}: ${fault === undefined ? 'no violation' : 'VIOLATION'} in ${seconds} s; again with ${name} --runs ${sequences} --seed ${seed}`,
  );
}
