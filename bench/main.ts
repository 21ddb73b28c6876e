import { parseArgs } from 'node:util';
import { measureBothEngines } from './intake.ts';
import { measureStart } from './start.ts';

/** `npm run bench [-- start] [intake] [--json]`: measures and prints; asserts nothing. `intake` measures the embedded store and a PostgreSQL: the one in MIDDLEWATCH_TEST_DATABASE_URL, or one that it starts where Debian's package is. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, runs: { type: 'string' } },
});
const print = values.json === true ? () => {} : (line: string): void => console.log(line);
const databaseUrl = process.env['MIDDLEWATCH_TEST_DATABASE_URL'];
const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  start: async () => measureStart(Number(values.runs ?? 5), print),
  intake: async () => measureBothEngines(databaseUrl, print),
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
