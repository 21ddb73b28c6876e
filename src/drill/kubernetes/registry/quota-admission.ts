import * as errors from '../errors/api-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import { writeQuantity } from '../../../model/quantity.ts';
import { parseQuantity } from '../resources/quantity.ts';
import { groupResourceOf, resourceKey, type ResourceDefinition } from '../resources/resource-definition.ts';
import { findResource } from '../resources/resource-table.ts';
import type { Claim, Pod, ResourceQuota } from '../resources/workload-types.ts';
import type { ObjectStore } from './object-store.ts';

type Usage = Record<string, number>;

function sum(pod: Pod, kind: 'requests' | 'limits', name: string): number {
  return pod.spec.containers.reduce(
    (total, { resources }) => total + parseQuantity(resources?.[kind]?.[name]),
    0,
  );
}

/** What one object takes of a quota: pods count themselves and their requests, other objects only themselves. */
export function usageOf(definition: ResourceDefinition, object: KubeObject): Usage {
  const counted: Usage = { [`count/${resourceKey(definition)}`]: 1 };
  if (definition.group === '') counted[definition.resource] = 1;
  if (definition.resource === 'persistentvolumeclaims')
    counted['requests.storage'] = parseQuantity((object as Claim).spec.resources?.requests?.['storage']);
  if (definition.resource !== 'pods') return counted;
  const pod = object as Pod;
  const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (ended) return { 'count/pods': 1 };
  for (const name of ['cpu', 'memory']) {
    counted[`requests.${name}`] = counted[name] = sum(pod, 'requests', name);
    counted[`limits.${name}`] = sum(pod, 'limits', name);
  }
  return counted;
}

/** What a namespace uses of the resources that a quota limits. */
export function usedOf(store: ObjectStore, quota: ResourceQuota): Record<string, string> {
  const namespace = quota.metadata.namespace ?? '';
  const used: Record<string, string> = {};
  for (const [name, limit] of Object.entries(quota.spec.hard ?? {})) {
    const definition = limitedResource(name);
    const objects = definition ? store.list(definition, namespace) : [];
    const total = objects.reduce(
      (sumSoFar, object) => sumSoFar + (definition ? (usageOf(definition, object)[name] ?? 0) : 0),
      0,
    );
    used[name] = writeQuantity(total, limit);
  }
  return used;
}

function limitedResource(name: string): ResourceDefinition | undefined {
  if (name === 'requests.storage') return findResource('', 'persistentvolumeclaims');
  if (/^(requests|limits)\.|^(cpu|memory|pods)$/.test(name)) return findResource('', 'pods');
  const [resource = '', ...group] = name.replace(/^count\//, '').split('.');
  return findResource(group.join('.'), resource);
}

function list(values: Record<string, string>, names: readonly string[]): string {
  return names.map((name) => `${name}=${values[name] ?? '0'}`).join(',');
}

/**
 * Refuses an object that a ResourceQuota of its namespace has no room for.
 * @throws StatusError 403 in the words of the ResourceQuota admission plugin.
 */
export function admitWithinQuota(
  store: ObjectStore,
  definition: ResourceDefinition,
  object: KubeObject,
): void {
  const quotas = findResource('', 'resourcequotas');
  if (quotas === undefined) return;
  const usage = usageOf(definition, object);
  for (const stored of store.list(quotas, object.metadata.namespace ?? '')) {
    const quota = stored as ResourceQuota;
    const hard = quota.spec.hard ?? {};
    const touched = Object.keys(hard)
      .filter((name) => name in usage)
      .sort();
    const missing = touched.filter((name) => usage[name] === 0);
    const refuse = (why: string) => {
      throw errors.forbidden(groupResourceOf(definition), object.metadata.name, why);
    };
    if (missing.length > 0) {
      refuse(
        `failed quota: ${quota.metadata.name}: must specify ${missing.map((name) => `${name} for: ${containersOf(object)}`).join('; ')}`,
      );
    }
    const used = usedOf(store, quota);
    const exceeded = touched.filter(
      (name) => parseQuantity(used[name]) + (usage[name] ?? 0) > parseQuantity(hard[name]),
    );
    if (exceeded.length === 0) continue;
    const requested = Object.fromEntries(
      exceeded.map((name) => [name, writeQuantity(usage[name] ?? 0, hard[name] ?? '')]),
    );
    refuse(
      `exceeded quota: ${quota.metadata.name}, requested: ${list(requested, exceeded)}, used: ${list(used, exceeded)}, limited: ${list(hard, exceeded)}`,
    );
  }
}

function containersOf(object: KubeObject): string {
  return (object as Pod).spec.containers.map(({ name }) => name).join(',');
}
