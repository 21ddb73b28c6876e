import type { KubeObject } from '../kube-object.ts';
import type { CronJob } from '../resources/cron-job.ts';
import type { Service } from '../resources/service.ts';
import type * as workload from '../resources/workload-types.ts';

/** The types behind the resources that controllers work with. */
interface StoredTypes {
  'controllerrevisions.apps': workload.ControllerRevision;
  'cronjobs.batch': CronJob;
  'daemonsets.apps': workload.DaemonSet;
  'deployments.apps': workload.Deployment;
  'horizontalpodautoscalers.autoscaling': workload.HorizontalPodAutoscaler;
  'jobs.batch': workload.Job;
  'leases.coordination.k8s.io': workload.Lease;
  nodes: workload.Node;
  'poddisruptionbudgets.policy': workload.PodDisruptionBudget;
  pods: workload.Pod;
  'replicasets.apps': workload.ReplicaSet;
  resourcequotas: workload.ResourceQuota;
  services: Service;
  'statefulsets.apps': workload.StatefulSet;
}

/** What is stored under a resource: its own type when the name is known, else any object. */
export type StoredObject<Resource extends string> = Resource extends keyof StoredTypes
  ? StoredTypes[Resource]
  : KubeObject;
