import { SelectorError } from './label-selector.ts';
import type { KubeObject } from '../kube-object.ts';

/** One condition on a field: equal, or not equal. */
export interface FieldRequirement {
  field: string;
  equal: boolean;
  value: string;
}

// The fields that can be selected by, per resource, besides metadata.name and metadata.namespace.
// Source: the field label conversion functions in kubernetes/pkg/apis/{core,batch,apps}/v1/conversion.go (1.34).
const selectable: Record<string, readonly string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  replicasets: ['status.replicas'],
  jobs: ['status.successful'],
};

function unescape(value: string): string {
  return value.replace(/\\([\\,=])/g, '$1');
}

/**
 * Reads `spec.nodeName=n1,status.phase!=Running`.
 * @param kind the kind, as the error names it.
 * @throws SelectorError for a field that this resource cannot be selected by.
 */
export function parseFieldSelector(
  text: string,
  resource: string,
  kind: { apiVersion: string; kind: string },
): FieldRequirement[] {
  if (text.trim() === '') return [];
  return text.split(/(?<!\\),/).map((term) => {
    const parts = /^\s*([^=!]+?)\s*(==|=|!=)(.*)$/.exec(term);
    if (!parts) throw new SelectorError(`invalid selector: '${term}'; can't understand '${term}'`);
    const [, field = '', operator, value = ''] = parts;
    const known =
      field === 'metadata.name' || field === 'metadata.namespace' || selectable[resource]?.includes(field);
    if (!known) throw new SelectorError(unknownField(field, kind));
    return { field, equal: operator !== '!=', value: unescape(value) };
  });
}

function unknownField(field: string, kind: { apiVersion: string; kind: string }): string {
  const versioned = kind.apiVersion === 'v1' ? '/v1' : kind.apiVersion;
  const known =
    kind.apiVersion === 'v1' &&
    ['Pod', 'Node', 'Event', 'Namespace', 'Secret', 'Service'].includes(kind.kind);
  if (known) return `field label not supported: ${field}`;
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`.replace(
    '%GVK%',
    versioned,
  );
}

function valueAt(object: KubeObject, field: string): string {
  if (field === 'source') {
    const source = object['source'] as { component?: string } | undefined;
    return (
      source?.component ??
      (typeof object['reportingComponent'] === 'string' ? object['reportingComponent'] : '')
    );
  }
  if (field === 'status.successful') {
    return String((object['status'] as { succeeded?: number } | undefined)?.succeeded ?? 0);
  }
  let value: unknown = object;
  for (const part of field.split('.')) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  return field === 'spec.unschedulable' || field === 'spec.hostNetwork' ? 'false' : '';
}

export function fieldsMatch(requirements: readonly FieldRequirement[], object: KubeObject): boolean {
  return requirements.every(({ field, equal, value }) => (valueAt(object, field) === value) === equal);
}
