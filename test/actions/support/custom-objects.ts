import type { ObjectReference } from '../../../src/model/object-reference.ts';
import type { ShopWorld } from './shop-world.ts';

const inShop = (kind: string, name: string): ObjectReference => ({
  cluster: 'prod',
  kind,
  namespace: 'shop',
  name,
});

export const claim = inShop('PersistentVolumeClaim', 'data-cart-0');
export const credentials = inShop('ExternalSecret', 'db-credentials');
export const nightly: ObjectReference = { ...inShop('Schedule', 'nightly'), namespace: 'velero' };

export const claimKey = { resource: 'persistentvolumeclaims', namespace: 'shop', name: claim.name };
export const credentialsKey = {
  resource: 'externalsecrets.external-secrets.io',
  namespace: 'shop',
  name: credentials.name,
};

/** A storage class, and a bound claim of 10Gi with it. */
export function makeClaim(world: ShopWorld, { expansion = true }: { expansion?: boolean } = {}): void {
  world.kubernetes.apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'csi.example.com',
    allowVolumeExpansion: expansion,
  });
  world.kubernetes.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claim.name, namespace: 'shop' },
    spec: {
      storageClassName: 'fast',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '10Gi' } },
    },
  });
  world.kubernetes.change(claimKey, (one) => {
    one['status'] = { phase: 'Bound', capacity: { storage: '10Gi' } };
  });
}

export function makeCredentials(world: ShopWorld, spec: object = {}): void {
  world.kubernetes.apply({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: credentials.name, namespace: 'shop' },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
      target: { name: 'db' },
      ...spec,
    },
  });
}

/** Velero with its storage in `velero`, and a schedule with labels. */
export function makeVelero(world: ShopWorld, { phase = 'Available' }: { phase?: string } = {}): void {
  world.kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'velero' } });
  world.kubernetes.apply({
    apiVersion: 'velero.io/v1',
    kind: 'BackupStorageLocation',
    metadata: { name: 'default', namespace: 'velero' },
    spec: { provider: 'aws', default: true },
    status: { phase, message: 'bucket not found' },
  });
  world.kubernetes.apply({
    apiVersion: 'velero.io/v1',
    kind: 'Schedule',
    metadata: { name: 'nightly', namespace: 'velero', labels: { team: 'sre' } },
    spec: {
      schedule: '0 2 * * *',
      template: { includedNamespaces: ['shop'], ttl: '72h0m0s', metadata: { labels: { kind: 'nightly' } } },
    },
  });
}
