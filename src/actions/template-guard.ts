import type { AdmissionRule } from '../model/permission.ts';

const now = 'object.spec.template.spec';
const before = 'oldObject.spec.template.spec';
const containers = (spec: string): string =>
  `(${spec}.containers + (has(${spec}.initContainers) ? ${spec}.initContainers : []))`;
/** CEL over a pod spec. */
export const privileged = (spec: string): string =>
  `${containers(spec)}.exists(c, has(c.securityContext) && has(c.securityContext.privileged) && c.securityContext.privileged)`;
export const hostPath = (spec: string): string =>
  `(has(${spec}.volumes) && ${spec}.volumes.exists(v, has(v.hostPath)))`;
const account = (spec: string): string =>
  `(has(${spec}.serviceAccountName) ? ${spec}.serviceAccountName : "default")`;

/**
 * What an admission policy can tell of a return to an earlier template: it sees no other revision, so it cannot say
 * whether the template ever ran. It keeps the call from what would give pods other rights.
 */
export const templateGuard: readonly AdmissionRule[] = [
  {
    expression: `${account(now)} == ${account(before)}`,
    message: 'a rollback does not change the service account: do that by hand',
  },
  {
    expression: `["hostNetwork", "hostPID", "hostIPC"].all(k, !(k in ${now}) || !${now}[k] || (k in ${before} && ${before}[k]))`,
    message: 'a rollback does not bring pods into the namespaces of the node: do that by hand',
  },
  {
    expression: `(!${privileged(now)} || ${privileged(before)}) && (!${hostPath(now)} || ${hostPath(before)})`,
    message: 'a rollback does not make containers privileged or mount the node: do that by hand',
  },
];
