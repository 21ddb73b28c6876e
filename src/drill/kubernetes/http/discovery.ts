import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { resourceTable } from '../resources/resource-table.ts';
import { reviewTypes } from './access-review.ts';

interface ApiResource {
  name: string;
  singularName: string;
  namespaced: boolean;
  kind: string;
  verbs: readonly string[];
  group?: string;
  version?: string;
  shortNames?: readonly string[];
  categories?: readonly string[];
}

function resourcesOf(definition: ResourceDefinition): ApiResource[] {
  const { resource, singular, namespaced, kind, verbs, shortNames, categories } = definition;
  const main: ApiResource = {
    name: resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories === undefined ? {} : { categories }),
  };
  const below = definition.subresources.map((sub): ApiResource => ({
    name: `${resource}/${sub.name}`,
    singularName: '',
    namespaced,
    ...(sub.group === undefined ? {} : { group: sub.group }),
    ...(sub.version === undefined ? {} : { version: sub.version }),
    kind: sub.kind,
    verbs: sub.verbs,
  }));
  return [main, ...below];
}

const reviews: ApiResource[] = reviewTypes.map(({ resource, kind }) => ({
  name: resource,
  singularName: kind.toLowerCase(),
  namespaced: false,
  kind,
  verbs: ['create'],
}));

const identity: ApiResource[] = [
  {
    name: 'selfsubjectreviews',
    singularName: 'selfsubjectreview',
    namespaced: false,
    kind: 'SelfSubjectReview',
    verbs: ['create'],
  },
];
const reviewGroups: Record<string, ApiResource[]> = {
  'authorization.k8s.io': reviews,
  'authentication.k8s.io': identity,
};

const groupVersions = [
  ...new Map(
    [...resourceTable, ...Object.keys(reviewGroups).map((group) => ({ group, version: 'v1' }))].map(
      ({ group, version }) => [`${group}/${version}`, { group, version }],
    ),
  ).values(),
];

function groupOf({ group, version }: { group: string; version: string }): Record<string, unknown> {
  const versioned = { groupVersion: `${group}/${version}`, version };
  return { name: group, versions: [versioned], preferredVersion: versioned };
}

/** Something is served under this group. */
export function isServed(group: string): boolean {
  return groupVersions.some((one) => one.group === group);
}

function resourceList(group: string, version: string): Record<string, unknown> | undefined {
  if (!groupVersions.some((one) => one.group === group && one.version === version)) return undefined;
  const served = resourceTable
    .filter((one) => one.group === group && one.version === version)
    .flatMap(resourcesOf);
  const resources = reviewGroups[group] ?? served;
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion, resources };
}

/** What a discovery path answers, or undefined when the path is none. */
export function discoveryDocument(path: string, version: string): unknown {
  const named = groupVersions.filter(({ group }) => group !== '');
  if (path === '/version') {
    const [, major = '1', minor = '34'] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
    return {
      major,
      minor,
      emulationMajor: major,
      emulationMinor: minor,
      minCompatibilityMajor: major,
      minCompatibilityMinor: String(Number(minor) - 1),
      gitVersion: version,
      gitCommit: '',
      gitTreeState: 'clean',
      buildDate: '1970-01-01T00:00:00Z',
      goVersion: 'go1.24',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
  }
  if (path === '/api')
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1' }],
    };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupOf) };
  const parts = path.split('/').filter((part) => part !== '');
  if (parts[0] === 'api' && parts.length === 2) return resourceList('', parts[1] ?? '');
  if (parts[0] !== 'apis') return undefined;
  const group = named.find((one) => one.group === parts[1]);
  if (parts.length === 2 && group) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group) };
  return parts.length === 3 ? resourceList(parts[1] ?? '', parts[2] ?? '') : undefined;
}
