import type { Condition } from './workload-types.ts';

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * The conditions with one set: `lastTransitionTime` moves only when the status changes, and nothing changes when status,
 * reason and message are the same.
 */
export function setCondition(
  conditions: readonly Condition[],
  wanted: Pick<Condition, 'type' | 'status' | 'reason' | 'message' | 'observedGeneration'>,
  now: number,
): Condition[] {
  const current = conditions.find(({ type }) => type === wanted.type);
  const same =
    current?.status === wanted.status &&
    current.reason === wanted.reason &&
    (current.message ?? '') === (wanted.message ?? '');
  if (same) return [...conditions];
  const lastTransitionTime =
    current?.status === wanted.status ? (current.lastTransitionTime ?? null) : seconds(now);
  const next: Condition = { ...wanted, lastTransitionTime };
  if (current === undefined) return [...conditions, next];
  return conditions.map((condition) =>
    condition === current ? { ...next, ...keepProbeTime(current) } : condition,
  );
}

function keepProbeTime(current: Condition): Partial<Condition> {
  return current.lastProbeTime === undefined ? {} : { lastProbeTime: current.lastProbeTime };
}

export function findCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}
