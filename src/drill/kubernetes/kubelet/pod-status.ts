import { setCondition } from '../resources/conditions.ts';
import type { Condition, ContainerStatus, Pod } from '../resources/workload-types.ts';

/** What the kubelet saw of one pod's containers. */
export interface PodObservation {
  init: ContainerStatus[];
  /** Init containers that are done (or, as sidecars, started). */
  initDone: string[];
  containers: ContainerStatus[];
  now: number;
  hostIP: string;
  podIP: string;
}

/** Source: kubernetes/pkg/kubelet/kubelet_pods.go getPhase (1.34). */
function phaseOf(pod: Pod, { init, initDone, containers }: PodObservation): string {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const failedInit = init.find(
    ({ name, state }) => !initDone.includes(name) && (state.terminated?.exitCode ?? 0) !== 0,
  );
  if (failedInit && policy === 'Never') return 'Failed';
  if (initDone.length < init.length) return 'Pending';
  const neverRan = containers.filter(({ state, lastState }) => state.waiting && !lastState.terminated);
  if (neverRan.length > 0) return 'Pending';
  if (containers.some(({ state }) => state.running)) return 'Running';
  const ended = containers.map(({ state, lastState }) => state.terminated ?? lastState.terminated);
  if (policy === 'Always') return 'Running';
  if (ended.every((end) => end?.exitCode === 0)) return 'Succeeded';
  return policy === 'Never' ? 'Failed' : 'Running';
}

function readiness(
  type: 'Ready' | 'ContainersReady',
  phase: string,
  unready: string[],
): Pick<Condition, 'type' | 'status' | 'reason' | 'message'> {
  if (phase === 'Succeeded') return { type, status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  if (unready.length === 0) return { type, status: 'True' };
  return {
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
}

/** The status the kubelet writes. Conditions of others (PodScheduled, DisruptionTarget) stay. */
export function podStatus(pod: Pod, seen: PodObservation): Pod['status'] {
  const phase = phaseOf(pod, seen);
  const unready = seen.containers.filter(({ ready }) => !ready).map(({ name }) => name);
  const incomplete = seen.init.filter(({ name }) => !seen.initDone.includes(name)).map(({ name }) => name);
  const observedGeneration = pod.metadata.generation ?? 1;
  const initialized =
    incomplete.length === 0
      ? ({ type: 'Initialized', status: 'True' } as const)
      : ({
          type: 'Initialized',
          status: 'False',
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: [${incomplete.join(' ')}]`,
        } as const);
  const wanted = [
    { type: 'PodReadyToStartContainers', status: 'True' } as const,
    initialized,
    readiness('Ready', phase, unready),
    readiness('ContainersReady', phase, unready),
  ];
  let conditions = pod.status.conditions ?? [];
  for (const condition of wanted)
    conditions = setCondition(conditions, { ...condition, observedGeneration }, seen.now);
  const order = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  const place = (condition: Condition) =>
    order.includes(condition.type) ? order.indexOf(condition.type) : -1;
  return {
    ...pod.status,
    observedGeneration,
    phase,
    conditions: [...conditions].sort((left, right) => place(left) - place(right)),
    hostIP: seen.hostIP,
    hostIPs: [{ ip: seen.hostIP }],
    ...(seen.podIP === '' ? {} : { podIP: seen.podIP, podIPs: [{ ip: seen.podIP }] }),
    ...(seen.init.length === 0 ? {} : { initContainerStatuses: seen.init }),
    containerStatuses: seen.containers,
  } as Pod['status'];
}
