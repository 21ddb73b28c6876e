import type { ActionParameters, ActionValues } from '../model/action.ts';
import { readImagePairs, writeImagePairs, type ImagePairs } from '../model/image-pairs.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { objectAt, objectsAt, stringAt, stringsAt } from './json-at.ts';
import { readTarget } from './read-target.ts';
import { podTemplate } from './revisions.ts';
import { appliedWarning, refusePaused, takenBack, templateChange, templatePatch } from './template-change.ts';
import { verifyRollout } from './verify-rollout.ts';
import { refuseOtherKind, rollingKinds, templatePermissions } from './workload-kinds.ts';
import { podWarningNames } from './warnings/warning-kinds.ts';

const lists = ['containers', 'initContainers'] as const;

/** Gives containers of a workload another image, as `kubectl set image` does (pkg/cmd/set/set_image.go). */
export const setImage: Action = {
  name: 'set-image',
  summary: 'gives containers of a Deployment, StatefulSet or DaemonSet another image, by its own rollout',
  kinds: rollingKinds,
  digestFacts: { template: 'hash of the current pod template' },
  call: 'strategic merge patch: metadata.resourceVersion, the annotation, name and image of each container',
  undo: 'set-image to the images from before, while those that were set still stand',
  warnings: ['gitops', ...podWarningNames, 'applied'],
  risks: 'medium',
  worked:
    "kubectl's rollout status is complete, and the new pods ran for `actions.stableFor` without a restart; three restarts of one of their containers end it as without effect",
  permissions: templatePermissions('set-image', 'sets images of the pod template', [
    '/spec/template/spec/containers/*/image',
    '/spec/template/spec/initContainers/*/image',
  ]),
  marks: 'main',
  prepare,
  verify: async (tools, plan, options) =>
    verifyRollout(tools, plan, options, (workload) =>
      takenBack(workload, 'images', standing(plan, workload)),
    ),
  inverse,
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, rollingKinds, 'given another image');
  if (wrong !== undefined) return wrong;
  const { image = '' }: ActionValues = parameters;
  const asked = readImagePairs(image);
  if (asked === undefined)
    return planRefusal('bad-value', 'Say which container gets which image: `app=shop/checkout:1.6`.');
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const paused = refusePaused(read, 'another image');
  if (paused !== undefined) return paused;
  const current = imagesByContainer(object);
  const unknown = [...asked.keys()].filter((name) => name !== '*' && !current.has(name));
  if (unknown.length > 0) {
    const message = `${shortReference(target)} has no container ${unknown.join(', ')}. It has: ${[...current.keys()].join(', ')}.`;
    return planRefusal('bad-value', message);
  }
  const wanted = exactImages(asked, current);
  const changed = [...wanted].filter(([name, value]) => current.get(name) !== value);
  if (changed.length === 0)
    return planRefusal('already-so', `${shortReference(target)} has these images already. Nothing to do.`);
  const before = new Map([...wanted.keys()].map((name) => [name, current.get(name) ?? '']));
  const template = podTemplate(object);
  const change = templateChange(read, { ...template, spec: withImages(template, wanted) });
  return {
    ...change,
    parameters: { action: 'set-image', target: reference, image: writeImagePairs(wanted) },
    before: { ...change.before, images: Object.fromEntries(before) },
    after: { images: Object.fromEntries(wanted) },
    title: `Set ${changed.map(([name, value]) => `${name} to ${value}`).join(', ')} in ${fullReference(reference)}`,
    diff: changed.flatMap(([name, value]) => [
      `- ${name} image: ${current.get(name) ?? ''}`,
      `+ ${name} image: ${value}`,
    ]),
    warnings: [...new Set(changed.flatMap(([, value]) => tagWarning(value))), ...appliedWarning(object)],
    call: (mark, lock) => templatePatch(read, { spec: containersPatch(object, wanted) }, { mark, lock }),
  };
}

function imagesByContainer(workload: JsonObject): Map<string, string> {
  return new Map(
    lists.flatMap((list) =>
      objectsAt(workload, 'spec', 'template', 'spec', list).map((one): [string, string] => [
        stringAt(one, 'name') ?? '',
        stringAt(one, 'image') ?? '',
      ]),
    ),
  );
}

/** `*` is every container that is not named itself. */
function exactImages(asked: ImagePairs, current: ImagePairs): ImagePairs {
  const all = asked.get('*');
  const named = [...asked].filter(([name]) => name !== '*');
  return new Map([
    ...(all === undefined ? [] : [...current.keys()].map((name): [string, string] => [name, all])),
    ...named,
  ]);
}

/** Only lists that hold one of the containers: an empty one would say nothing, but is noise in the audit log. */
function containersPatch(workload: JsonObject, wanted: ImagePairs): JsonObject {
  const patch: JsonObject = {};
  for (const list of lists) {
    const named = objectsAt(workload, 'spec', 'template', 'spec', list).flatMap((one) => {
      const name = stringAt(one, 'name') ?? '';
      const image = wanted.get(name);
      return image === undefined ? [] : [{ name, image }];
    });
    if (named.length > 0) patch[list] = named;
  }
  return patch;
}

/** The pod spec with the images that are wanted. */
function withImages(template: JsonObject, wanted: ImagePairs): JsonObject {
  const spec = objectAt(template, 'spec');
  const changed = lists.flatMap((list) => {
    if (spec[list] === undefined) return [];
    const containers = objectsAt(spec, list).map((one) => {
      const image = wanted.get(stringAt(one, 'name') ?? '');
      return image === undefined ? one : { ...one, image };
    });
    return [[list, containers] as const];
  });
  return { ...spec, ...Object.fromEntries(changed) };
}

function tagWarning(image: string): string[] {
  if (image.includes('@')) return [];
  const tag = /:([^/:]+)$/.exec(image)?.[1];
  if (tag !== undefined && tag !== 'latest') return [];
  return [
    `${image} names no fixed version: each node may run another one, and a rollback to it brings back whatever is there then.`,
  ];
}

function standing(plan: Plan, workload: JsonObject): 'stands' | 'as-before' | 'other' {
  const current = imagesByContainer(workload);
  const stand = (images: Record<string, string>): boolean =>
    Object.entries(images).every(([name, image]) => current.get(name) === image);
  if (stand(stringsAt(plan.after, 'images'))) return 'stands';
  return stand(stringsAt(plan.before, 'images')) ? 'as-before' : 'other';
}

async function inverse(tools: ActionTools, plan: Plan): Promise<ActionParameters | PlanRefusal> {
  const read = await readTarget(tools, plan.target);
  if (isRefusal(read)) return read;
  const current = imagesByContainer(read.object);
  const moved = Object.entries(stringsAt(plan.after, 'images')).filter(
    ([name, image]) => current.get(name) !== image,
  );
  if (moved.length > 0) {
    const state = moved.map(([name]) => `${name} has ${current.get(name) ?? 'gone'}`).join(', ');
    return planRefusal(
      'world-moved-on',
      `${fullReference(read.reference)} was changed since: ${state}. Ask for the image that you want.`,
    );
  }
  const before = new Map(Object.entries(stringsAt(plan.before, 'images')));
  return { action: 'set-image', target: read.reference, image: writeImagePairs(before) };
}
