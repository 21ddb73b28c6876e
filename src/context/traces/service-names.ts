import type { JsonObject } from '../../model/json.ts';
import { objectsAt, stringMapAt, textAt } from '../read-json.ts';

/**
 * What the service of a pod may be called in its traces, most likely first: what its environment says, then the order of
 * https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/ (annotation, labels, workload, container).
 */
export function serviceNames(pod: JsonObject | undefined, workloads: readonly string[]): string[] {
  const containers = objectsAt(pod, 'spec', 'containers');
  const labels = stringMapAt(pod, 'metadata', 'labels');
  const names = [
    ...containers.flatMap((container) => environmentName(container)),
    stringMapAt(pod, 'metadata', 'annotations')['resource.opentelemetry.io/service.name'],
    labels['app.kubernetes.io/instance'],
    labels['app.kubernetes.io/name'],
    ...workloads,
    labels['app'],
    ...containers.map((container) => textAt(container, 'name')),
  ];
  return [...new Set(names.filter((name) => name !== undefined && name !== ''))].filter(
    (name) => name !== undefined,
  );
}

function environmentName(container: JsonObject): string[] {
  return objectsAt(container, 'env').flatMap((variable) => {
    const value = textAt(variable, 'value');
    if (value === undefined) return [];
    if (textAt(variable, 'name') === 'OTEL_SERVICE_NAME') return [value];
    if (textAt(variable, 'name') !== 'OTEL_RESOURCE_ATTRIBUTES') return [];
    const name = /(?:^|,)\s*service\.name=([^,]+)/.exec(value)?.[1];
    return name === undefined ? [] : [name.trim()];
  });
}
