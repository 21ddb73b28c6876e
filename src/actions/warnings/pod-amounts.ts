import type { JsonObject } from '../../model/json.ts';
import { readQuantity } from '../../model/quantity.ts';
import { objectAt, objectsAt, stringAt } from '../json-at.ts';

/** Resource → amount in its base unit (cores, bytes). */
export type Amounts = Readonly<Record<string, number>>;
export type Side = 'requests' | 'limits';

export interface ContainerAmounts {
  name: string;
  requests: Amounts;
  limits: Amounts;
  /** `init`: runs before the others; `sidecar`: an init container that stays. */
  role: 'main' | 'init' | 'sidecar';
}

/** Containers of a pod spec with what they ask for; a request that is not given is the limit (the API server's default). */
export function containersOf(podSpec: JsonObject): ContainerAmounts[] {
  return [
    ...objectsAt(podSpec, 'containers').map((one) => amountsOf(one, 'main')),
    ...objectsAt(podSpec, 'initContainers').map((one) =>
      amountsOf(one, stringAt(one, 'restartPolicy') === 'Always' ? 'sidecar' : 'init'),
    ),
  ];
}

function amountsOf(container: JsonObject, role: ContainerAmounts['role']): ContainerAmounts {
  const limits = readAmounts(objectAt(container, 'resources', 'limits'));
  return {
    name: stringAt(container, 'name') ?? '',
    limits,
    requests: { ...limits, ...readAmounts(objectAt(container, 'resources', 'requests')) },
    role,
  };
}

/** What is no quantity is left out. */
export function readAmounts(values: JsonObject): Amounts {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const amount =
        typeof value === 'number' || typeof value === 'string' ? readQuantity(String(value)) : undefined;
      return amount === undefined ? [] : [[name, amount] as const];
    }),
  );
}

/**
 * What one pod counts for: containers and sidecars together, or the greatest init container if that is more; and its
 * overhead (https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers).
 */
export function podTotal(containers: readonly ContainerAmounts[], side: Side, overhead: Amounts): Amounts {
  const names = new Set([...containers.flatMap((one) => Object.keys(one[side])), ...Object.keys(overhead)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const of = (role: ContainerAmounts['role']) =>
        containers.filter((one) => one.role === role).map((one) => one[side][name] ?? 0);
      const staying = sum([...of('main'), ...of('sidecar')]);
      const starting = Math.max(0, ...of('init')) + sum(of('sidecar'));
      return [name, Math.max(staying, starting) + (overhead[name] ?? 0)];
    }),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
