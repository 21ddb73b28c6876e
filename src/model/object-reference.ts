/** A Kubernetes object, named. Cluster-scoped objects have no namespace; `uid` is known once the API server was asked. */
export interface ObjectReference {
  /** The name of the cluster in the config. */
  cluster: string;
  /** `Deployment`, `StatefulSet`, `Pod`, `Node`, … in Kubernetes' spelling. */
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
}

/** kubectl's short words for the kinds that people name in commands. */
const shortNames: Readonly<Record<string, string>> = {
  Deployment: 'deploy',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  ReplicaSet: 'rs',
  HorizontalPodAutoscaler: 'hpa',
  PersistentVolumeClaim: 'pvc',
  PodDisruptionBudget: 'pdb',
  ExternalSecret: 'es',
  Service: 'svc',
  VirtualService: 'vs',
  Ingress: 'ing',
};

/** `deploy/checkout`: how kubectl and the people who use it name the object. */
export function shortReference(object: Pick<ObjectReference, 'kind' | 'name'>): string {
  return `${shortNames[object.kind] ?? object.kind.toLowerCase()}/${object.name}`;
}

/** `deploy/checkout in shop on prod`: the whole name, for a sentence. */
export function fullReference(object: ObjectReference): string {
  const where =
    object.namespace === undefined || object.kind === 'Namespace' ? '' : ` in ${object.namespace}`;
  return `${shortReference(object)}${where} on ${object.cluster}`;
}
