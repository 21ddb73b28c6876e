import { parseArgs } from 'node:util';
import { measureIntake } from './intake.ts';
import { measureStart } from './start.ts';

/** `npm run bench [-- start] [intake] [--json]`: measures and prints; asserts nothing. `intake` also takes a PostgreSQL, MIDDLEWATCH_TEST_DATABASE_URL. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, runs: { type: 'string' } },
});
const print = values.json === true ? () => {} : (line: string): void => console.log(line);
const databaseUrl = process.env['MIDDLEWATCH_TEST_DATABASE_URL'];
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  start: async () => measureStart(Number(values.runs ?? 5), print),
  intake: async () => measureIntake(databaseUrl === undefined ? {} : { databaseUrl }, print),
};
const results: Record<string, unknown> = {};
for (const name of positionals.length === 0 ? ['start'] : positionals) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    console.error(`there is no benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}`);
    process.exitCode = 2;
    break;
  }
  results[name] = await benchmark();
}
if (values.json === true) console.log(JSON.stringify(results));
