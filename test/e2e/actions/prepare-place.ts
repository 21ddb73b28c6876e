import { textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import { placed, type ActionCase, type Place } from './action-case.ts';

/** Plural of the kinds that cases make. */
const plurals: Readonly<Record<string, string>> = {
  BackupStorageLocation: 'backupstoragelocations',
  Canary: 'canaries',
  CronJob: 'cronjobs',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  ExternalSecret: 'externalsecrets',
  HorizontalPodAutoscaler: 'horizontalpodautoscalers',
  HTTPRoute: 'httproutes',
  Ingress: 'ingresses',
  Job: 'jobs',
  LimitRange: 'limitranges',
  PersistentVolume: 'persistentvolumes',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Pod: 'pods',
  PodDisruptionBudget: 'poddisruptionbudgets',
  ReplicaSet: 'replicasets',
  ResourceQuota: 'resourcequotas',
  Rollout: 'rollouts',
  ScaledObject: 'scaledobjects',
  Schedule: 'schedules',
  Service: 'services',
  StatefulSet: 'statefulsets',
  StorageClass: 'storageclasses',
  VerticalPodAutoscaler: 'verticalpodautoscalers',
  VirtualService: 'virtualservices',
};

/** Makes the case's namespace and objects; `prepare` of the case comes after that. */
export async function preparePlace({ objects }: Pick<ActionCase, 'objects'>, place: Place): Promise<void> {
  const { admin, namespace } = place;
  await admin.expect({
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  // Pods are refused until the controller manager has made the namespace's service account.
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await waitUntil(async () => (await admin.send({ method: 'GET', path: account })).status === 200, {
    what: `the service account of ${namespace}`,
  });
  for (const object of objects ?? []) {
    const body: unknown = JSON.parse(placed(JSON.stringify(object), place));
    await admin.expect({ method: 'POST', path: `${collection(body)}?fieldValidation=Strict`, body });
  }
}

function collection(body: unknown): string {
  const kind = textField(body, 'kind');
  const plural = plurals[kind];
  if (plural === undefined) throw new Error(`the plural of ${kind} is not known here`);
  const apiVersion = textField(body, 'apiVersion');
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = textField(body, 'metadata.namespace');
  return `${root}${namespace === '' ? '' : `/namespaces/${namespace}`}/${plural}`;
}
