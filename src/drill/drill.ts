import { resolve } from 'node:path';
import type { PlayedRecord, PlayResult } from './play/play.ts';
import { listScenarios } from './list.ts';
import { playDrill } from './play-drill.ts';
import { runDrill, type Installation } from './run-drill.ts';
import { findScenario } from './scenarios/all-scenarios.ts';

/** Everything that the command `drill` offers. The guard against leaving this machine is on from here on. */
export function drillPorts(
  installation: Installation,
  readRecord: (storeFile: string) => Promise<PlayedRecord | undefined>,
) {
  return {
    list: listScenarios,

    async run(options: {
      seed: number;
      port: number;
      start: string | undefined;
      print: (line: string) => void;
    }): Promise<number> {
      await import('./loopback-only.ts');
      const drill = await runDrill({ ...installation, ...options, directory: resolve('data') });
      const signal = new Promise<'signal'>((resolved) => {
        for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
          process.once(name, () => resolved('signal'));
      });
      const ended = await Promise.race([signal, drill.botExited]);
      await drill.stop();
      if (ended === 'signal') return 0;
      options.print(`The bot ended by itself with exit code ${String(ended)}; its log says why.`);
      return 1;
    },

    async play(name: string, seed: number): Promise<PlayResult> {
      await import('./loopback-only.ts');
      const scenario = findScenario(name);
      if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
      return playDrill({ ...installation, scenario, seed, readRecord });
    },
  };
}
