import type { PlanRefusal } from '../model/plan.ts';
import type { Permission } from '../model/permission.ts';
import { planRefusal } from './action.ts';

/** What has a pod template and rolls a change of it out. */
export const rollingKinds: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** @param participle `restarted` */
export function refuseOtherKind(
  kind: string,
  kinds: readonly string[],
  participle: string,
): PlanRefusal | undefined {
  if (kinds.includes(kind)) return undefined;
  const list = kinds.map((one) => `a ${one}`);
  const offered = list.length === 1 ? list[0] : `${list.slice(0, -1).join(', ')} or ${list.at(-1)}`;
  return planRefusal('wrong-kind', `A ${kind} cannot be ${participle}; ${offered} can.`);
}

/**
 * What planning, changing and verifying a pod template reads and patches.
 * @param what `adds an annotation to the pod template`
 * @param fields what it changes there, as Permission says
 */
export function templatePermissions(action: string, what: string, fields: readonly string[]): Permission[] {
  return [
    {
      apiGroup: 'apps',
      resources: ['deployments', 'statefulsets', 'daemonsets'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: `${action}: ${what}`,
      fields,
    },
    {
      apiGroup: 'apps',
      resources: ['replicasets', 'controllerrevisions'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: `${action}: which pods are the new ones`,
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: `${action}: whether the new pods work`,
    },
  ];
}
