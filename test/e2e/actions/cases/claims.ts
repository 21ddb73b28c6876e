import { field, textField } from '../../support/field.ts';
import type { ActionCase, Place } from '../action-case.ts';
import { change, has, readAt, until } from '../look-at.ts';

const claim = '/api/v1/namespaces/{ns}/persistentvolumeclaims/data';
const size = 'spec.resources.requests.storage';

/** The driver grows the volume, the kubelet its file system. */
async function grow(place: Place): Promise<void> {
  const found = await readAt(place, claim);
  const wanted = textField(found, size);
  if (field(found, 'status.phase') !== 'Bound' || field(found, 'status.capacity.storage') === wanted) return;
  await change(place, `${claim}/status`, { status: { capacity: { storage: wanted } } });
}

export const claims: readonly ActionCase[] = [
  {
    action: 'grow-claim',
    kind: 'PersistentVolumeClaim',
    controller: { name: 'the driver of the volume', act: grow },
    objects: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: '{ns}' },
        provisioner: 'shop.example/none',
        allowVolumeExpansion: true,
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: '{ns}-data' },
        spec: {
          storageClassName: '{ns}',
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          hostPath: { path: '/data' },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: '{ns}' },
        spec: {
          storageClassName: '{ns}',
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    ],
    prepare: async (place) => until(place, has(claim, { 'status.phase': 'Bound' }), 'the claim to be bound'),
    command: 'grow-claim pvc/data 2Gi -n {ns}',
    calls: ['patch persistentvolumeclaims'],
    done: has(claim, { [size]: '2Gi', 'status.capacity.storage': '2Gi' }),
    undo: 'none',
  },
];
