import { collectionPath } from '../cluster/object-path.ts';
import type { ActionParameters } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import { fullReference, type ObjectReference } from '../model/object-reference.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import { isRefusal, planRefusal, type Action, type ActionTools, type Prepared } from './action.ts';
import { backupStorage, type BackupStorage } from './backup-storage.ts';
import { executionAnnotation } from './execution-mark.ts';
import { jsonAt, objectAt, stringAt, stringsAt } from './json-at.ts';
import { madeByExecution } from './job-guard.ts';
import { lookForMade, madeName } from './made-object.ts';
import { jsonHash } from './plan-digest.ts';
import { readTarget } from './read-target.ts';
import { verifyBackup } from './verify-backup.ts';
import { refuseOtherKind } from './workload-kinds.ts';

const kinds = ['Schedule', 'Namespace'];
const scheduleLabel = 'velero.io/schedule-name';

/** Has Velero make a backup now, as `velero backup create` does: from a Schedule's template, or of one namespace. */
export const backup: Action = {
  name: 'backup',
  summary: "has Velero make a backup now, from a Schedule's template or of a namespace",
  kinds,
  digestFacts: {
    spec: 'hash of the spec of the backup',
    storage: 'namespace and name of the BackupStorageLocation',
  },
  call: "POST of a Backup: the Schedule's template and labels, or includedNamespaces; the annotation; its name ends with the execution, so it is made once",
  undo: 'none: a backup that was made harms nothing; Velero deletes it when it expires',
  irreversible: true,
  warnings: [],
  risks: 'low',
  worked: "Velero's phase is Completed; PartiallyFailed is without effect",
  permissions: [
    {
      apiGroup: 'velero.io',
      resources: ['backups'],
      verbs: ['get', 'create'],
      scope: 'cluster',
      neededBy: 'backup: makes the Backup where Velero runs; whether it completes',
      holds: [madeByExecution('backup')],
      optional: true,
    },
    {
      apiGroup: 'velero.io',
      resources: ['schedules'],
      verbs: ['get'],
      scope: 'cluster',
      neededBy: 'backup: reads the template of the Schedule',
      during: 'plan',
      optional: true,
    },
    {
      apiGroup: 'velero.io',
      resources: ['backupstoragelocations'],
      verbs: ['list'],
      scope: 'cluster',
      neededBy: 'backup: where Velero runs, and whether its storage can be reached',
      during: 'plan',
      optional: true,
    },
    {
      apiGroup: '',
      resources: ['namespaces'],
      verbs: ['get'],
      scope: 'namespace',
      neededBy: 'backup: reads the namespace',
      during: 'plan',
    },
  ],
  marks: 'main',
  prepare,
  look: async (tools, plan, mark) => lookForMade(tools, madeBackup(plan, mark)),
  verify: async (tools, plan, { mark }) =>
    mark === undefined
      ? { result: 'unknown', sentence: `Which backup of ${plan.target.name} it was is not known.` }
      : verifyBackup(tools, madeBackup(plan, mark)),
  inverse: async (_tools, plan) =>
    planRefusal(
      'nothing-to-return-to',
      `A backup of ${plan.target.name} was made: it harms nothing, and Velero deletes it when it expires.`,
    ),
};

function madeBackup({ target, after }: Plan, mark: string): ObjectReference {
  return {
    cluster: target.cluster,
    kind: 'Backup',
    namespace: stringAt(after, 'namespace') ?? '',
    name: madeName('backup', target.name, mark),
  };
}

async function prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal> {
  const wrong = refuseOtherKind(parameters.target.kind, kinds, 'backed up');
  if (wrong !== undefined) return wrong;
  const read = await readTarget(tools, parameters.target);
  if (isRefusal(read)) return read;
  const { object, target, reference } = read;
  const fromSchedule = reference.kind === 'Schedule';
  const spec = fromSchedule ? templateOf(object) : { includedNamespaces: [target.name] };
  const wantedStorage = stringAt(spec, 'storageLocation');
  const storage = await backupStorage(tools, {
    ...(fromSchedule && { namespace: reference.namespace ?? '' }),
    ...(wantedStorage !== undefined && { name: wantedStorage }),
  });
  if (isRefusal(storage)) return storage;
  const { namespace } = storage;
  return {
    parameters: { action: 'backup', target: reference },
    target,
    facts: { spec: jsonHash(spec), storage: `${namespace}/${storage.name ?? ''}` },
    before: { lastBackup: stringAt(object, 'status', 'lastBackup') ?? null },
    after: { namespace },
    title: fromSchedule
      ? `Back up now what ${fullReference(reference)} backs up`
      : `Back up ${fullReference(reference)} now`,
    diff: [
      `+ one backup in ${namespace}: ${contentInWords(spec)}`,
      ...(fromSchedule
        ? [`  the schedule (${stringAt(object, 'spec', 'schedule') ?? '?'}) goes on as before`]
        : []),
    ],
    warnings: backupWarnings(object, spec, storage),
    blastRadius: 'Nothing is changed; what is backed up is read, its volumes may be snapshotted',
    risk: 'low',
    generation: undefined,
    call: (mark) => ({
      method: 'POST',
      path: collectionPath('Backup', namespace),
      body: {
        apiVersion: 'velero.io/v1',
        kind: 'Backup',
        metadata: {
          name: madeName('backup', target.name, mark),
          namespace,
          ...(fromSchedule && { labels: labelsOf(object) }),
          annotations: { [executionAnnotation]: mark },
          ...(fromSchedule &&
            jsonAt(object, 'spec', 'useOwnerReferencesInBackup') === true && {
              ownerReferences: [ownerOf(object)],
            }),
        },
        spec,
      },
    }),
  };
}

/** `template.metadata` is about the Backup, not part of its spec. */
function templateOf(schedule: JsonObject): JsonObject {
  const template = objectAt(schedule, 'spec', 'template');
  return Object.fromEntries(Object.entries(template).filter(([key]) => key !== 'metadata'));
}

/** As velero's own `--from-schedule`: the template's labels if it has any, else the Schedule's (pkg/builder/backup_builder.go). */
function labelsOf(schedule: JsonObject): JsonObject {
  const ofTemplate = jsonAt(schedule, 'spec', 'template', 'metadata', 'labels');
  const labels =
    ofTemplate === undefined
      ? stringsAt(schedule, 'metadata', 'labels')
      : stringsAt(schedule, 'spec', 'template', 'metadata', 'labels');
  return { ...labels, [scheduleLabel]: stringAt(schedule, 'metadata', 'name') ?? '' };
}

function ownerOf(schedule: JsonObject): JsonObject {
  return {
    apiVersion: 'velero.io/v1',
    kind: 'Schedule',
    name: stringAt(schedule, 'metadata', 'name') ?? '',
    uid: stringAt(schedule, 'metadata', 'uid') ?? '',
    controller: true,
  };
}

function contentInWords(spec: JsonObject): string {
  const included = jsonAt(spec, 'includedNamespaces');
  const names = Array.isArray(included) ? included.filter((one) => typeof one === 'string') : [];
  const what =
    names.length === 0 || names.includes('*') ? 'all namespaces' : `the namespaces ${names.join(', ')}`;
  const ttl = stringAt(spec, 'ttl');
  return `${what}${ttl === undefined ? '' : `, kept for ${ttl}`}`;
}

function backupWarnings(object: JsonObject, spec: JsonObject, storage: BackupStorage): string[] {
  return [
    ...(jsonAt(object, 'spec', 'paused') === true
      ? ['The schedule is paused: find out why before you run it by hand.']
      : []),
    ...(jsonAt(spec, 'snapshotVolumes') === false && jsonAt(spec, 'defaultVolumesToFsBackup') !== true
      ? ['It holds no volumes: data in them is not saved by it.']
      : []),
    ...(storage.name === undefined
      ? ['Its storage location cannot be read here: whether it can be reached is unknown.']
      : []),
  ];
}
