import { parseArgs } from 'node:util';
import { measureStart } from './start.ts';

/** `npm run bench [-- start] [--json]`: measures and prints; asserts nothing. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, runs: { type: 'string' } },
});
const wanted = positionals.length === 0 ? ['start'] : positionals;
const results: Record<string, unknown> = {};
for (const name of wanted) {
  if (name !== 'start') {
    console.error(`there is no benchmark ${name}; there is start`);
    process.exitCode = 2;
    break;
  }
  results[name] = await measureStart(
    Number(values.runs ?? 5),
    values.json === true ? () => {} : (line) => console.log(line),
  );
}
if (values.json === true) console.log(JSON.stringify(results));
