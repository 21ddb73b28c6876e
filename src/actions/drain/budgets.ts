import { collectionPath } from '../../cluster/object-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';
import { numberAt, objectAt, stringAt } from '../json-at.ts';
import { labelsMatch } from '../label-matches.ts';
import { listIfAllowed } from '../list-if-allowed.ts';
import { inBatches } from '../several/in-batches.ts';

/** A disruption budget and those of the pods that it protects. */
export interface Budget {
  /** `shop/checkout` */
  name: string;
  /** So many may be evicted now. */
  allows: number;
  pods: readonly JsonObject[];
}

/** The budgets that protect any of these pods; undefined where the rights for the list are missing. */
export async function budgetsOf(
  tools: ActionTools,
  pods: readonly JsonObject[],
): Promise<readonly Budget[] | undefined> {
  // Where the pods are: who may look there need not be able to look everywhere.
  const namespaces = new Set(pods.map((pod) => stringAt(pod, 'metadata', 'namespace') ?? ''));
  const lists = await inBatches([...namespaces], async (namespace) =>
    listIfAllowed(
      tools.cluster.list(collectionPath('PodDisruptionBudget', namespace), {
        maxItems: 2000,
        ...(tools.identity !== undefined && { identity: tools.identity }),
      }),
    ),
  );
  const all = lists.filter((list) => list !== undefined).flat();
  if (lists.includes(undefined)) return undefined;
  return all.flatMap((budget) => {
    const namespace = stringAt(budget, 'metadata', 'namespace') ?? '';
    const selector =
      'selector' in objectAt(budget, 'spec') ? objectAt(budget, 'spec', 'selector') : undefined;
    const own = pods.filter(
      (pod) => stringAt(pod, 'metadata', 'namespace') === namespace && labelsMatch(selector, pod),
    );
    if (own.length === 0) return [];
    const name = `${namespace}/${stringAt(budget, 'metadata', 'name') ?? ''}`;
    return [{ name, allows: numberAt(budget, 'status', 'disruptionsAllowed') ?? 0, pods: own }];
  });
}
