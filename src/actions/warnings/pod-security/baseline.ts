import { jsonAt, objectsAt, stringAt } from '../../json-at.ts';
import { allParts, found, type SecurityCheck } from './pod-view.ts';

// https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline

const allowedCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const allowedSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
]);
const allowedSeLinuxTypes = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]);

const hostNamespaces: SecurityCheck = ({ spec }) =>
  ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => spec[key] === true).map((key) => `it uses ${key}`);

const privileged: SecurityCheck = ({ containers }) =>
  found(
    containers.filter(({ context }) => context['privileged'] === true).map(({ name }) => name),
    'privileged',
  );

const capabilities: SecurityCheck = ({ containers }) =>
  containers.flatMap(({ name, context }) => {
    const added = jsonAt(context, 'capabilities', 'add');
    const bad = (Array.isArray(added) ? added : []).filter(
      (one): one is string => typeof one === 'string' && !allowedCapabilities.has(one),
    );
    return bad.length === 0 ? [] : [`${name}: capabilities ${bad.join(', ')}`];
  });

const hostPaths: SecurityCheck = ({ spec }) =>
  objectsAt(spec, 'volumes')
    .filter((volume) => volume['hostPath'] !== undefined)
    .map((volume) => `volume ${stringAt(volume, 'name') ?? ''} is a hostPath`);

const hostPorts: SecurityCheck = ({ containers }) =>
  found(
    containers
      .filter(({ object }) =>
        objectsAt(object, 'ports').some((port) => (jsonAt(port, 'hostPort') ?? 0) !== 0),
      )
      .map(({ name }) => name),
    'hostPort',
  );

const procMount: SecurityCheck = ({ containers }) =>
  found(
    containers
      .filter(({ context }) => (context['procMount'] ?? 'Default') !== 'Default')
      .map(({ name }) => name),
    'procMount',
  );

const seccomp: SecurityCheck = (view) =>
  found(
    allParts(view)
      .filter(({ context }) => jsonAt(context, 'seccompProfile', 'type') === 'Unconfined')
      .map(({ name }) => name),
    'seccompProfile Unconfined',
  );

const seLinux: SecurityCheck = (view) =>
  found(
    allParts(view)
      .filter(({ context }) => {
        const set = (key: string): string => stringAt(context, 'seLinuxOptions', key) ?? '';
        return !allowedSeLinuxTypes.has(set('type')) || set('user') !== '' || set('role') !== '';
      })
      .map(({ name }) => name),
    'seLinuxOptions',
  );

const appArmor: SecurityCheck = (view) => [
  ...found(
    allParts(view)
      .filter(({ context }) => jsonAt(context, 'appArmorProfile', 'type') === 'Unconfined')
      .map(({ name }) => name),
    'appArmorProfile Unconfined',
  ),
  ...Object.entries(view.annotations)
    .filter(
      ([key, value]) =>
        key.startsWith('container.apparmor.security.beta.kubernetes.io/') && value === 'unconfined',
    )
    .map(([key]) => `${key.split('/')[1] ?? ''}: AppArmor unconfined`),
];

const sysctls: SecurityCheck = ({ spec }) =>
  objectsAt(spec, 'securityContext', 'sysctls')
    .map((one) => stringAt(one, 'name') ?? '')
    .filter((name) => !allowedSysctls.has(name))
    .map((name) => `sysctl ${name}`);

const windowsHost: SecurityCheck = (view) =>
  found(
    allParts(view)
      .filter(({ context }) => jsonAt(context, 'windowsOptions', 'hostProcess') === true)
      .map(({ name }) => name),
    'a Windows host process',
  );

export const baselineChecks: readonly SecurityCheck[] = [
  hostNamespaces,
  privileged,
  capabilities,
  hostPaths,
  hostPorts,
  procMount,
  seccomp,
  seLinux,
  appArmor,
  sysctls,
  windowsHost,
];
