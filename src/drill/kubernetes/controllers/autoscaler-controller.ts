import type { HpaMetricSource } from '../kubernetes-handle.ts';
import { timestamp } from '../registry/registry.ts';
import { setCondition } from '../resources/conditions.ts';
import type { Condition, HorizontalPodAutoscaler } from '../resources/workload-types.ts';
import { labelsMatch, requirementsOf } from '../select/label-selector.ts';
import { keyOf } from './cluster-access.ts';
import type { StoredObject } from './stored-object.ts';
import type { ControllerDefinition, ControllerTools } from './controller.ts';

const component = 'horizontal-pod-autoscaler';
const resource = 'horizontalpodautoscalers.autoscaling';
/** The metric is looked at every 15 s; a difference below a tenth is ignored (controller manager defaults). */
const syncMs = 15_000;
const tolerance = 0.1;
/** Down only when the highest recommendation of the last 5 minutes allows it. */
const stabilizationMs = 300_000;

type Target = 'deployments.apps' | 'replicasets.apps' | 'statefulsets.apps';

const targets: Record<string, Target> = {
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
};

type Scaled = StoredObject<Target>;

type Found = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

interface Decision {
  wanted: number;
  conditions: Found[];
  utilization: number | undefined;
}

/** Follows a metric that a scenario gives. Source: kubernetes/pkg/controller/podautoscaler/horizontal.go (1.34). */
export class AutoscalerController implements ControllerDefinition {
  readonly name = 'horizontalpodautoscaler';
  readonly manager = 'kube-controller-manager';
  readonly #metric: () => HpaMetricSource | undefined;
  readonly #recommended = new Map<string, { at: number; replicas: number }[]>();

  constructor(metric: () => HpaMetricSource | undefined) {
    this.#metric = metric;
  }

  concerns: ControllerDefinition['concerns'] = ({ definition, object, before }) => {
    const specChanged = (before as HorizontalPodAutoscaler | undefined)?.spec !== object['spec'];
    return definition.resource === 'horizontalpodautoscalers' && specChanged ? [keyOf(object)] : [];
  };

  reconcile: ControllerDefinition['reconcile'] = (key, tools) => {
    const { access, events, queue } = tools;
    const hpa = access.read(resource, key);
    if (hpa === undefined) return;
    queue.addAfter(key, syncMs);
    const { kind, name } = hpa.spec.scaleTargetRef;
    const plural = targets[kind];
    const target =
      plural === undefined ? undefined : access.read(plural, `${hpa.metadata.namespace ?? ''}/${name}`);
    if (plural === undefined || target === undefined) {
      const message = `the HPA controller was unable to get the target's current scale: ${kind.toLowerCase()}s.apps "${name}" not found`;
      this.#report(
        hpa,
        {
          wanted: 0,
          utilization: undefined,
          conditions: [{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message }],
        },
        0,
        'unchanged',
        tools,
      );
      return;
    }
    const current = target.spec.replicas ?? 1;
    const decision = this.#decide(hpa, target, current, tools);
    const rescaled = decision.wanted !== current;
    if (rescaled) {
      access.update<Scaled>(plural, target, (draft) => {
        draft.spec.replicas = decision.wanted;
      });
      const message = `New size: ${decision.wanted}; reason: ${reasonFor(hpa, current, decision)}`;
      events.record(hpa, { type: 'Normal', reason: 'SuccessfulRescale', message, component });
    }
    this.#report(hpa, decision, current, rescaled ? 'rescaled' : 'unchanged', tools);
  };

  #decide(hpa: HorizontalPodAutoscaler, target: Scaled, current: number, tools: ControllerTools): Decision {
    const able: Found = {
      type: 'AbleToScale',
      status: 'True',
      reason: 'SucceededGetScale',
      message: "the HPA controller was able to get the target's current scale",
    };
    const min = hpa.spec.minReplicas ?? 1;
    const max = hpa.spec.maxReplicas;
    if (current === 0 && min !== 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      return {
        wanted: 0,
        utilization: undefined,
        conditions: [able, { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message }],
      };
    }
    if (current > max || current < min)
      return {
        wanted: current > max ? max : min,
        utilization: undefined,
        conditions: [
          {
            ...able,
            reason: 'SucceededRescale',
            message: `the HPA controller was able to update the target scale to ${current > max ? max : min}`,
          },
        ],
      };
    const pods = tools.access
      .list('pods', target.metadata.namespace)
      .filter((pod) => labelsMatch(requirementsOf(target.spec.selector), pod.metadata.labels));
    const utilization = this.#metric()?.({ hpa, pods, replicas: current });
    if (utilization === undefined) {
      const message =
        'the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API';
      return {
        wanted: current,
        utilization,
        conditions: [
          able,
          { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message },
        ],
      };
    }
    const goal = hpa.spec.metrics?.[0]?.resource?.target.averageUtilization ?? 80;
    const ratio = utilization / goal;
    const raw = Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(current * ratio);
    const { stable, condition } = this.#stabilize(hpa, raw, current, tools);
    const wanted = Math.min(max, Math.max(min, stable));
    const active: Found = {
      type: 'ScalingActive',
      status: 'True',
      reason: 'ValidMetricFound',
      message:
        'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    };
    return { wanted, utilization, conditions: [condition, active, limited(stable, min, max)] };
  }

  #stabilize(
    hpa: HorizontalPodAutoscaler,
    raw: number,
    current: number,
    { clock }: ControllerTools,
  ): { stable: number; condition: Found } {
    const { uid } = hpa.metadata;
    const past = (this.#recommended.get(uid) ?? [{ at: clock.now(), replicas: current }]).filter(
      ({ at }) => clock.elapsedSince(at) < stabilizationMs,
    );
    const all = [...past, { at: clock.now(), replicas: raw }];
    this.#recommended.set(uid, all);
    const highest = Math.max(...all.map(({ replicas }) => replicas));
    const stable = raw >= current ? raw : Math.min(current, highest);
    const ready: Found = {
      type: 'AbleToScale',
      status: 'True',
      reason: 'ReadyForNewScale',
      message: 'recommended size matches current size',
    };
    const held: Found = {
      type: 'AbleToScale',
      status: 'True',
      reason: 'ScaleDownStabilized',
      message:
        'recent recommendations were higher than current one, applying the highest recent recommendation',
    };
    return { stable, condition: stable > raw ? held : ready };
  }

  #report(
    hpa: HorizontalPodAutoscaler,
    decision: Decision,
    current: number,
    change: 'rescaled' | 'unchanged',
    { access, clock }: ControllerTools,
  ): void {
    access.updateStatus<HorizontalPodAutoscaler>(resource, hpa, (draft) => {
      let conditions = draft.status.conditions ?? [];
      for (const condition of decision.conditions)
        conditions = setCondition(conditions, condition, clock.now());
      const { utilization } = decision;
      const metric = {
        type: 'Resource',
        resource: {
          name: 'cpu',
          current: { averageUtilization: Math.round(utilization ?? 0), averageValue: '0' },
        },
      };
      draft.status = {
        ...draft.status,
        conditions,
        currentReplicas: current,
        desiredReplicas: decision.wanted,
        currentMetrics: utilization === undefined ? null : [metric],
        ...(change === 'rescaled' ? { lastScaleTime: timestamp(clock.now()) } : {}),
      };
    });
  }
}

function limited(wanted: number, min: number, max: number): Found {
  if (wanted > max)
    return {
      type: 'ScalingLimited',
      status: 'True',
      reason: 'TooManyReplicas',
      message: 'the desired replica count is more than the maximum replica count',
    };
  if (wanted < min)
    return {
      type: 'ScalingLimited',
      status: 'True',
      reason: 'TooFewReplicas',
      message: 'the desired replica count is less than the minimum replica count',
    };
  return {
    type: 'ScalingLimited',
    status: 'False',
    reason: 'DesiredWithinRange',
    message: 'the desired count is within the acceptable range',
  };
}

function reasonFor(hpa: HorizontalPodAutoscaler, current: number, decision: Decision): string {
  if (current > hpa.spec.maxReplicas) return 'Current number of replicas above Spec.MaxReplicas';
  if (current < (hpa.spec.minReplicas ?? 1)) return 'Current number of replicas below Spec.MinReplicas';
  return decision.wanted > current
    ? 'cpu resource utilization (percentage of request) above target'
    : 'All metrics below target';
}
