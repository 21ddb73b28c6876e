import type { JsonObject } from '../../model/json.ts';
import type { ActionTools } from '../action.ts';
import { jsonAt, objectsAt, stringAt } from '../json-at.ts';
import { managerOf, revertWarning, type ObjectManager } from '../revert-warning.ts';
import { getForWarning } from './read-for-warning.ts';

/** Where Argo CD keeps its applications unless somebody installed it elsewhere. */
const usualArgoNamespace = 'argocd';

/**
 * Who will take a change by hand back, when, and where to pause that: the object says who; their own object, where it can
 * be read, says whether and how soon. What it does not show is told as it usually is.
 */
export async function gitopsWarning(tools: ActionTools, object: JsonObject): Promise<string | undefined> {
  const manager = managerOf(object);
  const exact = manager === undefined ? undefined : await exactWarning(tools, manager);
  return exact ?? revertWarning(object);
}

async function exactWarning(tools: ActionTools, manager: ObjectManager): Promise<string | undefined> {
  switch (manager.tool) {
    case 'argo-cd':
      return argoWarning(tools, manager.name);
    case 'flux-kustomization': {
      const found = await getForWarning(tools, { kind: 'Kustomization', ...manager });
      if (found === undefined || found === 'unknown') return undefined;
      const who = `Flux Kustomization ${manager.namespace}/${manager.name}`;
      if (jsonAt(found, 'spec', 'suspend') === true)
        return `${who} owns this; it is suspended now, and takes the change back when it is resumed.`;
      const interval = stringAt(found, 'spec', 'interval') ?? '?';
      return `${who} owns this: it takes the change back within its interval (${interval}). Revert the commit, or pause it first: \`flux suspend kustomization ${manager.name} -n ${manager.namespace}\`.`;
    }
    case 'flux-helmrelease': {
      const found = await getForWarning(tools, { kind: 'HelmRelease', ...manager });
      if (found === undefined || found === 'unknown') return undefined;
      const who = `Flux HelmRelease ${manager.namespace}/${manager.name}`;
      if (jsonAt(found, 'spec', 'suspend') === true)
        return `${who} owns this; it is suspended now, and its next upgrade takes the change back.`;
      if (stringAt(found, 'spec', 'driftDetection', 'mode') !== 'enabled')
        return `${who} owns this: it corrects no drift, its next upgrade takes the change back. Mend the release too.`;
      const interval = stringAt(found, 'spec', 'interval') ?? '?';
      return `${who} owns this: it corrects drift within its interval (${interval}). Mend the release, or pause it first: \`flux suspend helmrelease ${manager.name} -n ${manager.namespace}\`.`;
    }
    case 'helm':
    case 'controller':
      return undefined;
  }
}

/** An application elsewhere than in Argo CD's own namespace is named `namespace_name`. */
async function argoWarning(tools: ActionTools, application: string): Promise<string | undefined> {
  const [, namespace = usualArgoNamespace, name = application] = /^([^_]+)_(.+)$/.exec(application) ?? [];
  const found = await getForWarning(tools, { kind: 'Application', namespace, name });
  if (found === undefined || found === 'unknown') return undefined;
  const who = `Argo CD application ${namespace}/${name}`;
  const automated = jsonAt(found, 'spec', 'syncPolicy', 'automated');
  if (automated === undefined || automated === null || jsonAt(automated, 'enabled') === false)
    return `${who} owns this: it syncs by hand only, and then takes the change back. Mend the source too.`;
  const pause = objectsAt(found, 'metadata', 'ownerReferences').some(
    (one) => one['kind'] === 'ApplicationSet',
  )
    ? 'Its ApplicationSet keeps the sync policy: pause it there'
    : `Revert the commit, or pause it first: \`argocd app set ${name} --sync-policy none\``;
  return jsonAt(automated, 'selfHeal') === true
    ? `${who} owns this, and self-heal is on: it takes the change back in about 5 s. ${pause}.`
    : `${who} owns this: without self-heal the change holds until the next commit is synced. Mend the source too.`;
}
