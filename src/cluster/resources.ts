/** Where the API server keeps a kind. */
export interface Resource {
  /** The empty string for the core group. */
  group: string;
  version: string;
  plural: string;
  namespaced: boolean;
}

/** The kinds that Middlewatch reads or changes, with the versions that Kubernetes 1.25 and newer serve. */
const resources: Readonly<Record<string, Resource>> = {
  Pod: { group: '', version: 'v1', plural: 'pods', namespaced: true },
  Node: { group: '', version: 'v1', plural: 'nodes', namespaced: false },
  Namespace: { group: '', version: 'v1', plural: 'namespaces', namespaced: false },
  Service: { group: '', version: 'v1', plural: 'services', namespaced: true },
  Event: { group: '', version: 'v1', plural: 'events', namespaced: true },
  ConfigMap: { group: '', version: 'v1', plural: 'configmaps', namespaced: true },
  PersistentVolumeClaim: { group: '', version: 'v1', plural: 'persistentvolumeclaims', namespaced: true },
  PersistentVolume: { group: '', version: 'v1', plural: 'persistentvolumes', namespaced: false },
  ResourceQuota: { group: '', version: 'v1', plural: 'resourcequotas', namespaced: true },
  Deployment: { group: 'apps', version: 'v1', plural: 'deployments', namespaced: true },
  ReplicaSet: { group: 'apps', version: 'v1', plural: 'replicasets', namespaced: true },
  StatefulSet: { group: 'apps', version: 'v1', plural: 'statefulsets', namespaced: true },
  DaemonSet: { group: 'apps', version: 'v1', plural: 'daemonsets', namespaced: true },
  ControllerRevision: { group: 'apps', version: 'v1', plural: 'controllerrevisions', namespaced: true },
  Job: { group: 'batch', version: 'v1', plural: 'jobs', namespaced: true },
  CronJob: { group: 'batch', version: 'v1', plural: 'cronjobs', namespaced: true },
  HorizontalPodAutoscaler: {
    group: 'autoscaling',
    version: 'v2',
    plural: 'horizontalpodautoscalers',
    namespaced: true,
  },
  PodDisruptionBudget: { group: 'policy', version: 'v1', plural: 'poddisruptionbudgets', namespaced: true },
  /** KEDA's. */
  ScaledObject: { group: 'keda.sh', version: 'v1alpha1', plural: 'scaledobjects', namespaced: true },
  /** Argo Rollouts'. */
  Rollout: { group: 'argoproj.io', version: 'v1alpha1', plural: 'rollouts', namespaced: true },
  /** Flagger's. */
  Canary: { group: 'flagger.app', version: 'v1beta1', plural: 'canaries', namespaced: true },
  /** Istio serves v1 since 1.22, this version since long before. */
  VirtualService: {
    group: 'networking.istio.io',
    version: 'v1beta1',
    plural: 'virtualservices',
    namespaced: true,
  },
  Ingress: { group: 'networking.k8s.io', version: 'v1', plural: 'ingresses', namespaced: true },
  HTTPRoute: { group: 'gateway.networking.k8s.io', version: 'v1', plural: 'httproutes', namespaced: true },
  /** Velero's. */
  Backup: { group: 'velero.io', version: 'v1', plural: 'backups', namespaced: true },
  Schedule: { group: 'velero.io', version: 'v1', plural: 'schedules', namespaced: true },
  BackupStorageLocation: {
    group: 'velero.io',
    version: 'v1',
    plural: 'backupstoragelocations',
    namespaced: true,
  },
  /** External Secrets serves v1 since 0.16. */
  ExternalSecret: {
    group: 'external-secrets.io',
    version: 'v1',
    plural: 'externalsecrets',
    namespaced: true,
  },
  VerticalPodAutoscaler: {
    group: 'autoscaling.k8s.io',
    version: 'v1',
    plural: 'verticalpodautoscalers',
    namespaced: true,
  },
  StorageClass: { group: 'storage.k8s.io', version: 'v1', plural: 'storageclasses', namespaced: false },
  LimitRange: { group: '', version: 'v1', plural: 'limitranges', namespaced: true },
  /** Argo CD's and Flux's: whether they take a change back. */
  Application: { group: 'argoproj.io', version: 'v1alpha1', plural: 'applications', namespaced: true },
  Kustomization: {
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    plural: 'kustomizations',
    namespaced: true,
  },
  HelmRelease: { group: 'helm.toolkit.fluxcd.io', version: 'v2', plural: 'helmreleases', namespaced: true },
  Lease: { group: 'coordination.k8s.io', version: 'v1', plural: 'leases', namespaced: true },
};

/** Undefined: no kind that we know a path for (`Cluster`, a custom resource). */
export function resourceOf(kind: string): Resource | undefined {
  return Object.hasOwn(resources, kind) ? resources[kind] : undefined;
}
