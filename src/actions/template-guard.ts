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
const volumes = (spec: string): string => `(has(${spec}.volumes) ? ${spec}.volumes : [])`;
const added = (container: string): string =>
  `(has(${container}.securityContext) && has(${container}.securityContext.capabilities) && has(${container}.securityContext.capabilities.add) ? ${container}.securityContext.capabilities.add : [])`;
/** Which the baseline of the Pod Security Standards lets everybody add. */
const harmless = `["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"]`;
/** Capabilities that only the containers of an earlier template may have, if any. */
export const capabilitiesOf = (spec: string, allowed = 'false'): string =>
  `${containers(spec)}.all(c, ${added('c')}.all(a, a in ${harmless} || ${allowed}))`;
const hostPorts = `${containers(now)}.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0 || ${containers(before)}.exists(b, has(b.ports) && b.ports.exists(q, has(q.hostPort) && q.hostPort == p.hostPort))))`;
const profile = (context: string, name: string): string =>
  `(has(${context}.${name}) && ${context}.${name}.type == "Unconfined")`;
const unconfined = (spec: string): string => {
  const lifted = (of: string): string =>
    `has(${of}.securityContext) && (${['seccompProfile', 'appArmorProfile'].map((name) => profile(`${of}.securityContext`, name)).join(' || ')})`;
  const unmasked =
    'has(c.securityContext) && has(c.securityContext.procMount) && c.securityContext.procMount == "Unmasked"';
  return `((${lifted(spec)}) || ${containers(spec)}.exists(c, (${lifted('c')}) || (${unmasked})))`;
};
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
    expression: `(!${privileged(now)} || ${privileged(before)}) && ${volumes(now)}.all(v, !has(v.hostPath) || ${volumes(before)}.exists(o, has(o.hostPath) && o.hostPath.path == v.hostPath.path))`,
    message: 'a rollback does not make containers privileged or mount the node: do that by hand',
  },
  {
    expression: `${capabilitiesOf(now, `${containers(before)}.exists(b, a in ${added('b')})`)} && ${hostPorts} && (!${unconfined(now)} || ${unconfined(before)})`,
    message: 'a rollback adds no capabilities, host ports or unconfined profiles: do that by hand',
  },
];
