import { crashloopAfterRollout } from './crashloop-after-rollout.ts';
import { loadSpike } from './load-spike.ts';
import { nodeNotReady } from './node-not-ready.ts';
import { rollbackAcrossMigration } from './rollback-across-migration.ts';
import type { Scenario } from './scenario.ts';

/** In the order of the page. */
export const allScenarios: readonly Scenario[] = [
  crashloopAfterRollout,
  nodeNotReady,
  loadSpike,
  rollbackAcrossMigration,
];

export function findScenario(name: string): Scenario | undefined {
  return allScenarios.find((scenario) => scenario.name === name);
}
