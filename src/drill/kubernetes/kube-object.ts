/** Any JSON value, as it travels on the wire. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** A JSON object whose keys are not known here. */
export interface JsonObject {
  [key: string]: Json;
}

/** Who owns an object; `controller: true` marks the one that manages it. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** One line of "who wrote which fields": the last write per manager, operation, apiVersion and subresource. */
export interface ManagedFieldsEntry {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time?: string;
  fieldsType: 'FieldsV1';
  fieldsV1: JsonObject;
  subresource?: string;
}

/** The metadata of a stored object. Times are RFC 3339 with second precision, as the API server writes them. */
export interface ObjectMeta {
  name: string;
  generateName?: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
}

/** A stored Kubernetes object. `spec`, `status` and the rest are raw JSON: nothing is dropped that a client sent. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** A manifest as a person or a CI system would send it: metadata may be partial. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: Partial<ObjectMeta>;
  [field: string]: unknown;
}

/** Names one object. `resource` is the plural, with its group when it has one: `pods`, `deployments.apps`. */
export interface ObjectKey {
  resource: string;
  namespace?: string;
  name: string;
}
