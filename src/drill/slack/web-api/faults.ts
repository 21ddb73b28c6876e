import type { Fault } from '../workspace-handle.ts';
import type { ApiArguments } from './arguments.ts';

export type FaultPlan = {
  /** The function returned removes the fault. */
  add(fault: Fault): () => void;
  /** The fault that hits this call, counted down. The newest one that fits wins. */
  take(method: string, args: ApiArguments): Fault | undefined;
};

export function createFaultPlan(): FaultPlan {
  const planned: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      const entry = { fault, left: fault.times ?? 1 };
      planned.unshift(entry);
      return () => {
        entry.left = 0;
      };
    },
    take: (method, args) => {
      const entry = planned.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method === '*' || fault.method === method) &&
          (fault.when === undefined || fault.when(args)),
      );
      if (entry === undefined) return undefined;
      entry.left -= 1;
      return entry.fault;
    },
  };
}
