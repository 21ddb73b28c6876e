/**
 * kubectl's names for the kinds that people name in commands: singular, plural and short name, all lower case, to the
 * kind. @see https://kubernetes.io/docs/reference/kubectl/#resource-types
 */
const kindNames: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['deployment', 'deployments', 'deploy'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds'],
  ReplicaSet: ['replicaset', 'replicasets', 'rs'],
  Pod: ['pod', 'pods', 'po'],
  Node: ['node', 'nodes', 'no'],
  Job: ['job', 'jobs'],
  CronJob: ['cronjob', 'cronjobs', 'cj'],
  Service: ['service', 'services', 'svc'],
  Namespace: ['namespace', 'namespaces', 'ns'],
  HorizontalPodAutoscaler: ['horizontalpodautoscaler', 'horizontalpodautoscalers', 'hpa'],
  PersistentVolumeClaim: ['persistentvolumeclaim', 'persistentvolumeclaims', 'pvc'],
  Rollout: ['rollout', 'rollouts', 'ro'],
  Canary: ['canaries', 'canary'],
  VirtualService: ['virtualservice', 'virtualservices', 'vs'],
  Ingress: ['ingress', 'ingresses', 'ing'],
  HTTPRoute: ['httproutes', 'httproute'],
  Schedule: ['schedules', 'schedule'],
  ExternalSecret: ['externalsecret', 'externalsecrets', 'es'],
  PodDisruptionBudget: ['poddisruptionbudget', 'poddisruptionbudgets', 'pdb'],
};

const kindsByName = new Map(
  Object.entries(kindNames).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);

/** All words that name a kind, for "did you mean". */
export const kindWords: readonly string[] = [...kindsByName.keys()];

/** `deploy`, `Deployments`, `deployment.v1.apps` → `Deployment`; undefined for a word that is no kind. */
export function readKind(word: string): string | undefined {
  return kindsByName.get(word.toLowerCase().replace(/\..*$/s, ''));
}

/** The word that people type for a kind: `deploy` for Deployment. */
export function kindWord(kind: string): string {
  return kindNames[kind]?.at(-1) ?? kind.toLowerCase();
}
