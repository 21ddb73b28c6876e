import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt, stringAt } from '../../json-at.ts';

/** A container, or the pod itself, with its securityContext. */
export interface SecuredPart {
  /** `app`, or `the pod`. */
  name: string;
  context: JsonObject;
  object: JsonObject;
}

/** A pod template as the checks look at it. */
export interface PodView {
  spec: JsonObject;
  annotations: JsonObject;
  pod: SecuredPart;
  /** Init and ephemeral containers too. */
  containers: readonly SecuredPart[];
}

export function podView(template: JsonObject): PodView {
  const spec = objectAt(template, 'spec');
  const part = (name: string, object: JsonObject): SecuredPart => ({
    name,
    object,
    context: objectAt(object, 'securityContext'),
  });
  return {
    spec,
    annotations: objectAt(template, 'metadata', 'annotations'),
    pod: part('the pod', spec),
    containers: ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
      objectsAt(spec, list).map((one) => part(stringAt(one, 'name') ?? '', one)),
    ),
  };
}

/** One control of a level: what in this pod it forbids, in words. */
export type SecurityCheck = (view: PodView) => string[];

export const allParts = ({ pod, containers }: PodView): SecuredPart[] => [pod, ...containers];

/** `app, proxy`: a sentence for all that a check found. */
export function found(names: readonly string[], words: string): string[] {
  return names.length === 0 ? [] : [`${names.join(', ')}: ${words}`];
}
