import type { ActionTools } from '../action.ts';
import { budgetsOf } from './budgets.ts';
import type { EvictionPass } from './evict-pods.ts';

/** What the pods that could not go now wait for: `disruption budget shop/checkout allows 0`. */
export async function waitingFor(
  tools: ActionTools,
  blocked: EvictionPass['blocked'],
): Promise<readonly string[]> {
  if (blocked.length === 0) return [];
  const budgets = await budgetsOf(
    tools,
    blocked.map(({ pod }) => pod),
  );
  const shut = (budgets ?? []).filter(({ allows }) => allows === 0);
  if (shut.length > 0) return shut.map(({ name }) => `disruption budget ${name} allows 0`);
  return [...new Set(blocked.map(({ why }) => why))];
}
