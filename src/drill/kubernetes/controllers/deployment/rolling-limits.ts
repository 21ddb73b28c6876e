import type { Deployment } from '../../resources/workload-types.ts';

/** A number, or a percentage of `total`. */
export function resolveIntOrPercent(
  value: number | string | undefined,
  total: number,
  rounding: 'up' | 'down',
): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const exact = (Number.parseInt(value, 10) * total) / 100;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/**
 * How many pods a rolling update may add and miss. Surge rounds up, unavailable down; when both come to nothing one pod may
 * be missing, else the update could never move.
 */
export function rollingLimits({ spec }: Deployment): { maxSurge: number; maxUnavailable: number } {
  if (spec.strategy.type !== 'RollingUpdate') return { maxSurge: 0, maxUnavailable: 0 };
  const replicas = spec.replicas ?? 1;
  const maxSurge = resolveIntOrPercent(spec.strategy.rollingUpdate?.maxSurge, replicas, 'up');
  const maxUnavailable = resolveIntOrPercent(spec.strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  if (maxSurge === 0 && maxUnavailable === 0) return { maxSurge, maxUnavailable: 1 };
  return { maxSurge, maxUnavailable: Math.min(maxUnavailable, replicas) };
}
