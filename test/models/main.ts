import { parseArgs } from 'node:util';
import { runIncidentModel } from './run-incident-model.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const seed = values.seed === undefined ? Date.now() % 2_147_483_647 : Number(values.seed);
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run model -- [--runs 10000] [--seed N]');
  process.exit(2);
}
console.log(`alerts and incidents against a plain model: ${runs} sequences, seed ${seed}`);
const started = Date.now();
const fault = await runIncidentModel({
  runs,
  seed,
  onSequence: (done) => {
    if (done % 500 === 0) console.log(`${done} sequences`);
  },
});
if (fault !== undefined) {
  console.error(fault);
  process.exitCode = 1;
}
console.log(
  `${fault === undefined ? 'no violation' : 'VIOLATION'} in ${Math.round((Date.now() - started) / 1000)} s; again with --runs ${runs} --seed ${seed}`,
);
