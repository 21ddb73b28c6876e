import {
  runController,
  type ControllerContext,
  type ControllerDefinition,
} from '../controllers/controller.ts';
import { AutoscalerController } from '../controllers/autoscaler-controller.ts';
import { claimProtectionController } from '../controllers/claim-protection-controller.ts';
import { cronJobController } from '../controllers/cron-job-controller.ts';
import { daemonSetController } from '../controllers/daemon-set-controller.ts';
import { disruptionController } from '../controllers/disruption-controller.ts';
import { endpointsController } from '../controllers/endpoints-controller.ts';
import { garbageCollector } from '../controllers/garbage-collector.ts';
import { jobController } from '../controllers/job-controller.ts';
import { namespaceController } from '../controllers/namespace-controller.ts';
import { resourceQuotaController } from '../controllers/resource-quota-controller.ts';
import { statefulSetController } from '../controllers/stateful-set-controller.ts';
import { DeploymentController } from '../controllers/deployment/deployment-controller.ts';
import { NodeLifecycleController } from '../controllers/nodes/node-lifecycle-controller.ts';
import { TaintEvictionController } from '../controllers/nodes/taint-eviction-controller.ts';
import { replicaSetController } from '../controllers/replica-set-controller.ts';
import { scheduler } from '../controllers/scheduling/scheduler.ts';
import { ClusterAccess } from '../controllers/cluster-access.ts';
import type { WorkQueue } from '../controllers/work-queue.ts';
import type { Kubelets } from '../kubelet/kubelets.ts';
import type { ControllerName, HpaMetricSource } from '../kubernetes-handle.ts';

/** Starts every controller; answers their queues by name. */
export function startControllers(
  context: ControllerContext,
  given: { kubelets: Kubelets; metric: () => HpaMetricSource | undefined },
): Map<ControllerName, WorkQueue> {
  const lifecycle = new NodeLifecycleController();
  const definitions: ControllerDefinition[] = [
    new DeploymentController(),
    replicaSetController,
    scheduler,
    given.kubelets,
    lifecycle,
    new TaintEvictionController(),
    statefulSetController,
    daemonSetController,
    jobController,
    cronJobController,
    new AutoscalerController(given.metric),
    disruptionController,
    garbageCollector,
    namespaceController,
    claimProtectionController,
    resourceQuotaController,
    endpointsController,
  ];
  const queues = new Map(
    definitions.map((definition) => [definition.name, runController(context, definition)]),
  );
  const queue = queues.get(lifecycle.name);
  if (queue)
    lifecycle.monitor({ ...context, queue, access: new ClusterAccess(context.registry, lifecycle.manager) });
  return queues;
}
