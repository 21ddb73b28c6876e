import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { hostileBody } from '../alerts/support/hostile-bodies.ts';
import { faultsOf, startReceiver } from '../alerts/support/receiver.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' } },
});
const seed = values.seed === undefined ? Date.now() % 2_147_483_647 : Number(values.seed);
const numRuns = Number(values.runs);
if (!Number.isInteger(numRuns) || numRuns < 1 || !Number.isInteger(seed)) {
  console.error('Usage: npm run fuzz -- [--runs 20000] [--seed N]');
  process.exit(2);
}
console.log(`receiver: ${numRuns} hostile bodies, seed ${seed}`);
const receiver = await startReceiver();
const counts = new Map<number, number>();
let done = 0;
const property = fc.asyncProperty(hostileBody, async (body) => {
  done += 1;
  if (done % 2_000 === 0) console.log(`${done} sent`);
  const faults = await faultsOf(receiver, body);
  counts.set(faults.length, (counts.get(faults.length) ?? 0) + 1);
  if (faults.length > 0) throw new Error(faults.join('; '));
});
try {
  const details = await fc.check(property, { numRuns, seed });
  if (details.failed) {
    console.error(fc.defaultReportMessage(details));
    process.exitCode = 1;
  }
} finally {
  await receiver.stop();
}
console.log(`${done} sent, ${process.exitCode === 1 ? 'a fault found' : 'no fault'}`);
