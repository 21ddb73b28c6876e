import { parseArgs } from 'node:util';
import { inWords, isClean, noFault, type Judgement } from '../faults/support/judgement.ts';
import { startAlertWorld } from './alertmanagers/alert-world.ts';
import { playAlertmanagers } from './alertmanagers/play-alertmanagers.ts';
import { clockAhead, playWitness } from './alertmanagers/play-witness.ts';
import { playTwoBots } from './two-bots/play-two-bots.ts';
import { startTwoBots } from './two-bots/two-bots-world.ts';

const usage = `usage: npm run story -- alertmanagers [--away SECONDS]
       npm run story -- witness
       npm run story -- two-bots [--incidents COUNT] [--paused]`;

/** Plays a story of the end-to-end tests and prints what happened; exit code 1 for any fault. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    away: { type: 'string', default: '60' },
    incidents: { type: 'string', default: '300' },
    paused: { type: 'boolean', default: false },
  },
});
const print = (line: string): void => console.log(line);
const stories: Readonly<Record<string, () => Promise<Judgement>>> = {
  alertmanagers: async () => {
    const world = await startAlertWorld();
    return await playAlertmanagers(world, { awayMs: Number(values.away) * 1000, print }).finally(world.stop);
  },
  witness: async () => {
    const world = await startAlertWorld(clockAhead);
    const { cards } = await playWitness(world, print).finally(world.stop);
    return cards === 1 ? noFault() : { ...noFault(), duplicated: [`${cards} cards of one incident`] };
  },
  'two-bots': async () => {
    const world = await startTwoBots();
    return await playTwoBots(world, {
      incidents: Number(values.incidents),
      fate: values.paused ? 'paused' : 'killed',
      print,
    }).finally(world.stop);
  },
};
const play = stories[positionals[0] ?? ''];
if (play === undefined) {
  print(usage);
  process.exit(2);
}
const report = await play();
for (const kind of ['lost', 'duplicated', 'wrong'] as const)
  for (const finding of report[kind]) print(`  ${kind}: ${finding}`);
print(inWords(report));
process.exitCode = isClean(report) ? 0 : 1;
