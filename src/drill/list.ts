import { allScenarios } from './scenarios/all-scenarios.ts';

/** What `drill list --json` prints. */
export function listScenarios(): { scenarios: { name: string; title: string; topics: readonly string[] }[] } {
  return { scenarios: allScenarios.map(({ name, title, topics }) => ({ name, title, topics })) };
}
