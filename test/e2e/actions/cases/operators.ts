import { field, listField, textField } from '../../support/field.ts';
import type { ActionCase, Look, Place } from '../action-case.ts';
import { change, has, readAt, until } from '../look-at.ts';

const merge = 'application/merge-patch+json';
/** Where Velero runs; it is one for all namespaces. */
const veleroNamespace = 'velero';
const backups = (namespace: string): string => `/apis/velero.io/v1/namespaces/${namespace}/backups`;

const location = (namespace: string): object => ({
  apiVersion: 'velero.io/v1',
  kind: 'BackupStorageLocation',
  metadata: { name: 'default', namespace },
  spec: { provider: 'shop.example/none', default: namespace === veleroNamespace },
});

/** The backups that a case made, in Velero's namespace or its own. */
async function madeBy(place: Place, namespace: string): Promise<unknown[]> {
  const items = listField(await readAt(place, backups(namespace)), 'items');
  return items.filter((item) => /-mw-/.test(textField(item, 'metadata.name')) && ofPlace(place, item));
}

const ofPlace = ({ namespace }: Place, item: unknown): boolean =>
  textField(item, 'metadata.namespace') === namespace ||
  textField(item, 'metadata.name').startsWith(`${namespace}-mw-`);

/** Velero takes a backup up and completes it. */
const velero = (namespace: string): NonNullable<ActionCase['controller']> => ({
  name: 'Velero',
  act: async (place) => {
    for (const item of await madeBy(place, namespace)) {
      if (field(item, 'status.phase') === 'Completed') continue;
      const path = `${backups(namespace)}/${textField(item, 'metadata.name')}`;
      await change(place, path, { status: { phase: 'Completed', warnings: 0 } }, merge);
    }
  },
});

const oneBackup =
  (namespace: string, values: Readonly<Record<string, unknown>>): Look =>
  async (place) => {
    const [made, ...more] = await madeBy(place, namespace);
    if (made === undefined || more.length > 0) return `${more.length + (made === undefined ? 0 : 1)} backups`;
    return has(`${backups(namespace)}/${textField(made, 'metadata.name')}`, values)(place);
  };

/** Both plays of the case, and cases after it, find what the first one made. */
async function installVelero({ admin }: Place): Promise<void> {
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: veleroNamespace } };
  await admin.send({ method: 'POST', path: '/api/v1/namespaces', body: made });
  const path = `/apis/velero.io/v1/namespaces/${veleroNamespace}/backupstoragelocations`;
  await admin.send({ method: 'POST', path, body: location(veleroNamespace) });
  await admin.expect({ method: 'GET', path: `${path}/default` });
}

const externalSecret = '/apis/external-secrets.io/v1/namespaces/{ns}/externalsecrets/db';
const forceSync = 'metadata.annotations.force-sync';

/** External Secrets reads the secret when it is new and whenever the annotation changes. */
async function sync(place: Place): Promise<void> {
  const found = await readAt(place, externalSecret);
  const wanted = textField(found, forceSync);
  if (field(found, 'status.syncedResourceVersion') === `seen-${wanted}`) return;
  const status = {
    refreshTime: `${new Date().toISOString().slice(0, 19)}Z`,
    syncedResourceVersion: `seen-${wanted}`,
    conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced' }],
  };
  await change(place, `${externalSecret}/status`, { status }, merge);
}

/** What is done by way of objects that an operator reads. */
export const operators: readonly ActionCase[] = [
  {
    action: 'backup',
    kind: 'Schedule',
    controller: velero('{ns}'),
    objects: [
      location('{ns}'),
      {
        apiVersion: 'velero.io/v1',
        kind: 'Schedule',
        metadata: { name: 'nightly', namespace: '{ns}', labels: { team: 'shop' } },
        spec: { schedule: '0 3 * * *', template: { includedNamespaces: ['shop'], ttl: '720h0m0s' } },
      },
    ],
    command: 'backup schedule/nightly -n {ns}',
    calls: ['create backups.velero.io'],
    done: oneBackup('{ns}', {
      'spec.includedNamespaces': ['shop'],
      'spec.ttl': '720h0m0s',
      'metadata.labels': { team: 'shop', 'velero.io/schedule-name': 'nightly' },
    }),
    undo: 'none',
  },
  {
    action: 'backup',
    kind: 'Namespace',
    elsewhere: veleroNamespace,
    controller: velero(veleroNamespace),
    prepare: installVelero,
    command: 'backup ns/{ns}',
    calls: ['create backups.velero.io'],
    done: async (place) =>
      oneBackup(veleroNamespace, { 'spec.includedNamespaces': [place.namespace] })(place),
    undo: 'none',
  },
  {
    action: 'sync-secret',
    kind: 'ExternalSecret',
    controller: { name: 'External Secrets', act: sync },
    objects: [
      {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { name: 'db', namespace: '{ns}' },
        spec: { secretStoreRef: { kind: 'SecretStore', name: 'vault' }, target: { name: 'db' } },
      },
    ],
    prepare: async (place) =>
      until(place, has(externalSecret, { 'status.syncedResourceVersion': 'seen-' }), 'the first sync'),
    command: 'sync-secret es/db -n {ns}',
    calls: ['patch externalsecrets.external-secrets.io'],
    done: async (place) => {
      const found = await readAt(place, externalSecret);
      return textField(found, forceSync) === '' ? 'the annotation is not set' : undefined;
    },
    undo: 'none',
  },
];
