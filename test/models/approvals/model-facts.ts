import { templateHash } from '../../../src/actions/revisions.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { paths, type ModelObject } from './model-cluster.ts';
import type { ModelAction } from './plain-model.ts';

export function pathOf(action: ModelAction): string {
  if (action === 'cordon' || action === 'uncordon') return paths.node;
  return action === 'delete-pod' ? paths.pod : paths.deployment;
}

/** What an approval of this action rests on: read from the object itself, or from the facts of a plan. */
export function factsOf(action: ModelAction, seen: ModelObject | { uid: string; facts: JsonObject }): string {
  if ('facts' in seen) return JSON.stringify([seen.uid, ...planFacts(action, seen.facts)]);
  return JSON.stringify([seen.metadata.uid, ...objectFacts(action, seen)]);
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
): boolean {
  if (object === undefined) return false;
  const { spec } = object;
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
      return spec['unschedulable'] === true;
    case 'uncordon':
      return spec['unschedulable'] === undefined;
    case 'restart':
      return JSON.stringify(spec['template']).includes('restartedAt');
  }
}
