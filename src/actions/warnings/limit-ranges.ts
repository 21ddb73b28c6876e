import type { JsonObject } from '../../model/json.ts';
import { writeQuantity } from '../../model/quantity.ts';
import { objectAt, objectsAt, stringAt } from '../json-at.ts';
import { podTotal, readAmounts, type Amounts, type ContainerAmounts } from './pod-amounts.ts';

/**
 * What the LimitRanges of a namespace make of a pod's containers, and why they would refuse it
 * (kubernetes/plugin/pkg/admission/limitranger/admission.go).
 */
export function applyLimitRanges(
  containers: readonly ContainerAmounts[],
  limitRanges: readonly JsonObject[],
): { containers: ContainerAmounts[]; problems: string[] } {
  const items = limitRanges.flatMap((range) =>
    objectsAt(range, 'spec', 'limits').map((item) => ({
      range: stringAt(range, 'metadata', 'name') ?? '',
      type: stringAt(item, 'type') ?? '',
      min: readAmounts(objectAt(item, 'min')),
      max: readAmounts(objectAt(item, 'max')),
      ratio: readAmounts(objectAt(item, 'maxLimitRequestRatio')),
      limits: readAmounts(objectAt(item, 'default')),
      requests: readAmounts(objectAt(item, 'defaultRequest')),
    })),
  );
  const filled = containers.map((container) =>
    items
      .filter(({ type }) => type === 'Container')
      .reduce(
        (one, item) => ({
          ...one,
          limits: { ...item.limits, ...one.limits },
          requests: { ...item.requests, ...one.requests },
        }),
        container,
      ),
  );
  const pod = {
    name: 'the pod',
    requests: podTotal(filled, 'requests', {}),
    limits: podTotal(filled, 'limits', {}),
  };
  const problems = items.flatMap((item) => {
    const subjects = item.type === 'Container' ? filled : item.type === 'Pod' ? [pod] : [];
    return subjects.flatMap((subject) => problemsOf(item, subject));
  });
  return { containers: filled, problems };
}

function problemsOf(
  { range, min, max, ratio }: { range: string; min: Amounts; max: Amounts; ratio: Amounts },
  { name, requests, limits }: { name: string; requests: Amounts; limits: Amounts },
): string[] {
  const problems: string[] = [];
  for (const [resource, most] of Object.entries(max)) {
    const limit = limits[resource];
    if (limit === undefined) problems.push(`${name} has no limit for ${resource} (${range} wants one)`);
    else if (limit > most || (requests[resource] ?? 0) > most)
      problems.push(
        `${name} may have ${writeQuantity(most, resource)} ${resource} at most (${range}), not ${writeQuantity(Math.max(limit, requests[resource] ?? 0), resource)}`,
      );
  }
  for (const [resource, least] of Object.entries(min)) {
    const request = requests[resource];
    if (request === undefined || request < least)
      problems.push(
        `${name} has to ask for ${writeQuantity(least, resource)} ${resource} at least (${range})`,
      );
  }
  for (const [resource, most] of Object.entries(ratio)) {
    const [limit, request] = [limits[resource], requests[resource]];
    if (limit === undefined || request === undefined || request === 0 || limit / request > most)
      problems.push(`the ${resource} limit of ${name} may be ${most} times its request at most (${range})`);
  }
  return problems;
}
