import { ClusterError } from '../cluster/cluster-client.ts';
import { collectionPath, objectPath } from '../cluster/object-path.ts';
import type { ActionParameters, ActionValues } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, shortReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { readQuantity } from '../model/quantity.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { jsonAt, objectsAt, stringAt } from './json-at.ts';
import { listIfAllowed } from './list-if-allowed.ts';
import { markedPatch } from './marked-patch.ts';
import { readTarget } from './read-target.ts';
import { verifyGrowth } from './verify-growth.ts';
import { refuseOtherKind } from './workload-kinds.ts';

/** Beyond so many times its size a typing mistake is likelier than a wish: a claim never shrinks again. */
const mostTimes = 10;

/** Raises the size that a PersistentVolumeClaim asks for; its volume and file system follow. */
export const growClaim: Action = {
  name: 'grow-claim',
  summary: 'grows a PersistentVolumeClaim, where its StorageClass allows it; it never shrinks again',
  kinds: ['PersistentVolumeClaim'],
  digestFacts: {
    size: 'spec.resources.requests.storage',
    storageClass: 'spec.storageClassName',
  },
  call: 'merge patch: metadata.resourceVersion, the annotation, spec.resources.requests.storage',
  undo: 'none: a volume never shrinks',
  irreversible: true,
  warnings: [],
  risks: 'medium',
  worked: '`status.capacity` is as large as asked for: the file system has grown too',
  permissions: [
    {
      apiGroup: '',
      resources: ['persistentvolumeclaims'],
      verbs: ['get', 'patch'],
      scope: 'namespace',
      neededBy: 'grow-claim: raises spec.resources.requests.storage',
      fields: ['/spec/resources/requests/storage'],
    },
    {
      apiGroup: 'storage.k8s.io',
      resources: ['storageclasses'],
      verbs: ['get'],
      scope: 'cluster',
      neededBy: 'grow-claim: whether the class allows volumes to grow',
      during: 'plan',
    },
    {
      apiGroup: '',
      resources: ['pods'],
      verbs: ['list'],
      scope: 'namespace',
      neededBy: 'grow-claim: which pods use the claim',
    },
  ],
  marks: 'main',
  prepare,
  verify: verifyGrowth,
  inverse: async (_tools, plan) =>
    planRefusal(
      'nothing-to-return-to',
      `${shortReference(plan.target)} was grown: a volume never shrinks. A smaller one is a new claim and a copy of the data.`,
    ),
};

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, ['PersistentVolumeClaim'], 'grown');
  if (wrong !== undefined) return wrong;
  const { size }: ActionValues = parameters;
  const wanted = size === undefined ? undefined : readQuantity(size);
  if (size === undefined || wanted === undefined)
    return planRefusal('bad-value', 'Say how large it shall be: `/mw grow-claim pvc/data 20Gi`.');
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const name = shortReference(target);
  const current = stringAt(object, 'spec', 'resources', 'requests', 'storage') ?? '0';
  const capacity = stringAt(object, 'status', 'capacity', 'storage') ?? 'unknown';
  const sized = refuseSize(name, { size, wanted, current });
  if (sized !== undefined) return sized;
  const phase = stringAt(object, 'status', 'phase') ?? 'unknown';
  if (phase !== 'Bound')
    return planRefusal('bad-value', `${name} is ${phase}: only a bound claim has a volume that can grow.`);
  const className = stringAt(object, 'spec', 'storageClassName') ?? '';
  const growth = await readGrowth(tools, className);
  if (growth === 'refused')
    return planRefusal(
      'bad-value',
      className === ''
        ? `${name} has no storage class: only the class of a volume that was made for its claim can let it grow.`
        : `The storage class ${className} of ${name} does not let volumes grow (allowVolumeExpansion). Whoever runs the storage can allow it; else move the data to a larger claim.`,
    );
  const users = await podsOf(tools, target.namespace, target.name);
  return {
    parameters: { action: 'grow-claim', target: reference, size },
    target,
    facts: { size: current, storageClass: className },
    before: { size: current, capacity },
    after: { size },
    title: `Grow ${fullReference(reference)} from ${current} to ${size}`,
    diff: [`- spec.resources.requests.storage: ${current}`, `+ spec.resources.requests.storage: ${size}`],
    warnings: [
      'It cannot be undone: a volume never shrinks, and the larger one is paid for until the claim is deleted.',
      ...(growth === 'unknown'
        ? [`The storage class ${className} cannot be read here: whether it lets volumes grow is unknown.`]
        : []),
      ...(/-\d+$/.test(target.name)
        ? [
            'If a StatefulSet made it, the other claims and new ones keep the old size: volumeClaimTemplates cannot be changed.',
          ]
        : []),
    ],
    blastRadius: usersInWords(users),
    risk: 'medium',
    generation: undefined,
    call: (mark, lock) =>
      markedPatch(
        read,
        {
          type: 'application/merge-patch+json',
          body: { spec: { resources: { requests: { storage: size } } } },
        },
        { mark, lock },
      ),
  };
}

function refuseSize(
  name: string,
  { size, wanted, current }: { size: string; wanted: number; current: string },
): PlanRefusal | undefined {
  const now = readQuantity(current) ?? 0;
  if (wanted === now) return planRefusal('already-so', `${name} asks for ${current} already. Nothing to do.`);
  if (wanted < now)
    return planRefusal(
      'bad-value',
      `${name} asks for ${current}; ${size} is less, and a claim never shrinks.`,
    );
  if (wanted > now * mostTimes)
    return planRefusal(
      'bad-value',
      `${size} is more than ${mostTimes} times the ${current} of now, and a claim never shrinks. Grow it in steps if you mean it.`,
    );
  return undefined;
}

async function readGrowth(tools: ActionTools, className: string): Promise<'allowed' | 'refused' | 'unknown'> {
  if (className === '') return 'refused';
  try {
    const found = await tools.cluster.get(objectPath({ kind: 'StorageClass', name: className }), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
    });
    return found['allowVolumeExpansion'] === true ? 'allowed' : 'refused';
  } catch (error) {
    if (!(error instanceof ClusterError) || error.failure !== 'refused') throw error;
    // A class that was deleted allows nothing any more; one that may not be read, perhaps.
    return error.status === 404 ? 'refused' : 'unknown';
  }
}

/** Names of the pods that mount the claim; undefined where pods may not be listed. */
async function podsOf(
  tools: ActionTools,
  namespace: string | undefined,
  claim: string,
): Promise<string[] | undefined> {
  const pods = await listIfAllowed(
    tools.cluster.list(collectionPath('Pod', namespace), {
      ...(tools.identity !== undefined && { identity: tools.identity }),
      maxItems: 5000,
    }),
  );
  return pods?.filter((pod) => mounts(pod, claim)).map((pod) => stringAt(pod, 'metadata', 'name') ?? '');
}

const mounts = (pod: JsonObject, claim: string): boolean =>
  objectsAt(pod, 'spec', 'volumes').some(
    (volume) => jsonAt(volume, 'persistentVolumeClaim', 'claimName') === claim,
  );

function usersInWords(users: readonly string[] | undefined): string {
  if (users === undefined) return '1 volume; which pods use it is unknown';
  if (users.length === 0) return '1 volume that no pod uses: its file system grows when one mounts it';
  const names = `${users.slice(0, 5).join(', ')}${users.length > 5 ? ` and ${users.length - 5} more` : ''}`;
  return `1 volume, used by ${names}; some drivers grow the file system only when the pod is made anew`;
}
