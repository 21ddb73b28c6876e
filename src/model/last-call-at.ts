import type { Execution } from './action-request.ts';

/** When the last of an execution's calls left that is known here; `none`: none has. */
export function lastCallAt({ calledAt, steps = [] }: Pick<Execution, 'calledAt' | 'steps'>): number | 'none' {
  const all = [...(calledAt === undefined ? [] : [calledAt]), ...steps.map((step) => step.calledAt)];
  return all.length === 0 ? 'none' : Math.max(...all);
}
