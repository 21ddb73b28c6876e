import { parseArgs } from 'node:util';
import { inWords, isClean } from '../faults/support/judgement.ts';
import { startAlertWorld } from './alertmanagers/alert-world.ts';
import { playAlertmanagers } from './alertmanagers/play-alertmanagers.ts';

/** `npm run story -- alertmanagers [--away 60]`: plays it, prints what happened; exit code 1 for any fault. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { away: { type: 'string', default: '60' } },
});
const print = (line: string): void => console.log(line);
if (positionals[0] !== 'alertmanagers') {
  print('usage: npm run story -- alertmanagers [--away SECONDS]');
  process.exit(2);
}
const world = await startAlertWorld();
try {
  const report = await playAlertmanagers(world, { awayMs: Number(values.away) * 1000, print });
  for (const kind of ['lost', 'duplicated', 'wrong'] as const)
    for (const finding of report[kind]) print(`  ${kind}: ${finding}`);
  print(`${report.fired} alerts, ${report.cards} cards: ${inWords(report)}`);
  process.exitCode = isClean(report) ? 0 : 1;
} finally {
  await world.stop();
}
