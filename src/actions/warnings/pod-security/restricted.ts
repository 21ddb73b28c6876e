import type { Json } from '../../../model/json.ts';
import { jsonAt, objectsAt, stringAt } from '../../json-at.ts';
import { allParts, found, type PodView, type SecurityCheck } from './pod-view.ts';

// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted

const allowedVolumes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const volumes: SecurityCheck = ({ spec }) =>
  objectsAt(spec, 'volumes').flatMap((volume) => {
    const type = Object.keys(volume).find((key) => key !== 'name');
    if (type === undefined || allowedVolumes.has(type)) return [];
    return [`volume ${stringAt(volume, 'name') ?? ''} is a ${type}`];
  });

const escalation: SecurityCheck = ({ spec, containers }) =>
  isWindows(spec)
    ? []
    : found(
        containers
          .filter(({ context }) => context['allowPrivilegeEscalation'] !== false)
          .map(({ name }) => name),
        'allowPrivilegeEscalation is not false',
      );

/** What a container does not say, the pod says for it. */
function unlessPodSays(view: PodView, holds: (context: PodView['spec']) => boolean | undefined): string[] {
  const ofPod = holds(view.pod.context);
  return view.containers.filter(({ context }) => !(holds(context) ?? ofPod ?? false)).map(({ name }) => name);
}

const nonRoot: SecurityCheck = (view) =>
  found(
    unlessPodSays(view, (context) => {
      const said: Json | undefined = context['runAsNonRoot'];
      return said === undefined || said === null ? undefined : said === true;
    }),
    'runAsNonRoot is not true',
  );

const rootUser: SecurityCheck = (view) =>
  found(
    allParts(view)
      .filter(({ context }) => context['runAsUser'] === 0)
      .map(({ name }) => name),
    'runAsUser 0',
  );

const seccomp: SecurityCheck = (view) =>
  isWindows(view.spec)
    ? []
    : found(
        unlessPodSays(view, (context) => {
          const type = stringAt(context, 'seccompProfile', 'type');
          return type === undefined ? undefined : type === 'RuntimeDefault' || type === 'Localhost';
        }),
        'seccompProfile is not RuntimeDefault',
      );

const capabilities: SecurityCheck = ({ spec, containers }) => {
  if (isWindows(spec)) return [];
  const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
  return [
    ...found(
      containers
        .filter(({ context }) => !listOf(jsonAt(context, 'capabilities', 'drop')).includes('ALL'))
        .map(({ name }) => name),
      'capabilities are not dropped (ALL)',
    ),
    ...found(
      containers
        .filter(({ context }) =>
          listOf(jsonAt(context, 'capabilities', 'add')).some((one) => one !== 'NET_BIND_SERVICE'),
        )
        .map(({ name }) => name),
      'capabilities are added',
    ),
  ];
};

const isWindows = (spec: PodView['spec']): boolean => jsonAt(spec, 'os', 'name') === 'windows';

/** Besides those of baseline. */
export const restrictedChecks: readonly SecurityCheck[] = [
  volumes,
  escalation,
  nonRoot,
  rootUser,
  seccomp,
  capabilities,
];
