import { templateHash } from '../../../src/actions/revisions.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { paths, type ModelObject } from './model-object.ts';
import type { ModelAction, PlainRequest } from './plain-model.ts';

/** What an action acts on; `both`: on two of them, where it can. */
export function pathsOf(action: ModelAction, both: boolean): readonly string[] {
  if (action === 'cordon' || action === 'uncordon') return both ? [paths.node, paths.other] : [paths.node];
  if (action === 'drain') return [paths.node];
  return action === 'delete-pod' ? [paths.pod] : [paths.deployment];
}

export function pathOfTarget({ kind, name }: { kind: string; name: string }): string {
  if (kind === 'Node') return `/api/v1/nodes/${name}`;
  return kind === 'Pod' ? `/api/v1/namespaces/shop/pods/${name}` : paths.deployment;
}

/** The pods that a drain of the node would evict. */
export function podsOn(objects: ReadonlyMap<string, ModelObject>, node: string): readonly ModelObject[] {
  return [...objects.values()].filter(({ kind, spec }) => kind === 'Pod' && spec['nodeName'] === node);
}

/** As a plan names the controller of a pod. */
export function controllerOfPod({ metadata }: ModelObject): string {
  const [owner] = (metadata.ownerReferences ?? []) as { name: string; uid: string }[];
  return `shop/StatefulSet/${owner?.name ?? ''} ${owner?.uid ?? ''}`;
}

/** What an approval of this action rests on: read from the object itself, or from the facts of a plan. */
export function factsOf(
  action: ModelAction,
  seen: ModelObject | { uid: string; facts: JsonObject },
  objects: ReadonlyMap<string, ModelObject>,
): string {
  if ('facts' in seen) return JSON.stringify([seen.uid, ...planFacts(action, seen.facts)]);
  const controllers =
    action === 'drain' ? [[...new Set(podsOn(objects, seen.metadata.name).map(controllerOfPod))].sort()] : [];
  return JSON.stringify([seen.metadata.uid, ...objectFacts(action, seen), ...controllers]);
}

function planFacts(action: ModelAction, facts: JsonObject): readonly unknown[] {
  switch (action) {
    case 'scale':
      return [facts['replicas']];
    case 'pause':
    case 'resume':
      return [facts['paused']];
    case 'restart':
      return [facts['template']];
    case 'cordon':
    case 'uncordon':
      return [facts['unschedulable']];
    case 'drain':
      return [facts['unschedulable'], facts['controllers']];
    case 'delete-pod':
      return [facts['owner']];
  }
}

function objectFacts(action: ModelAction, { spec, metadata, ...object }: ModelObject): readonly unknown[] {
  switch (action) {
    case 'scale':
      return [spec['replicas']];
    case 'pause':
    case 'resume':
      return [spec['paused'] === true];
    case 'restart':
      return [templateHash({ ...object, metadata, spec })];
    case 'cordon':
    case 'uncordon':
    case 'drain':
      return [spec['unschedulable'] === true];
    case 'delete-pod':
      return [metadata.ownerReferences?.[0]?.['uid']];
  }
}

/** Whether the action can be planned on the object as it is now. */
export function isPossible(
  action: ModelAction,
  value: number | undefined,
  object: ModelObject | undefined,
  objects: ReadonlyMap<string, ModelObject>,
): boolean {
  if (object === undefined) return false;
  const { spec, metadata } = object;
  switch (action) {
    case 'scale':
      return spec['replicas'] !== value;
    case 'pause':
    case 'restart':
      return spec['paused'] !== true;
    case 'resume':
      return spec['paused'] === true;
    case 'cordon':
      return spec['unschedulable'] !== true;
    case 'uncordon':
      return spec['unschedulable'] === true;
    case 'drain':
      return spec['unschedulable'] !== true || podsOn(objects, metadata.name).length > 0;
    case 'delete-pod':
      return true;
  }
}

/** Whether the object is as the action was to make it. */
export function effectOf(
  action: ModelAction,
  value: number | undefined,
  after: ModelObject | undefined,
): boolean {
  if (action === 'delete-pod') return after === undefined;
  if (after === undefined) return false;
  const { spec } = after;
  switch (action) {
    case 'scale':
      return spec['replicas'] === value;
    case 'pause':
      return spec['paused'] === true;
    case 'resume':
      return spec['paused'] === false;
    case 'cordon':
    case 'drain':
      return spec['unschedulable'] === true;
    case 'uncordon':
      return spec['unschedulable'] === undefined;
    case 'restart':
      return JSON.stringify(spec['template']).includes('restartedAt');
  }
}

/** Is this the state that was approved? Of a drain's pods: one of a controller that its plan names. */
export function isApproved({ action, objects }: PlainRequest, path: string, before: ModelObject): boolean {
  if (action !== 'drain')
    return objects.some((one) => one.path === path && one.facts === factsOf(action, before, new Map()));
  const [uid, unschedulable, controllers] = JSON.parse(objects[0]?.facts ?? '[]') as [
    string,
    boolean,
    string[],
  ];
  if (before.kind === 'Pod')
    return before.spec['nodeName'] === 'node-1' && controllers.includes(controllerOfPod(before));
  return !unschedulable && uid === before.metadata.uid && before.spec['unschedulable'] !== true;
}
