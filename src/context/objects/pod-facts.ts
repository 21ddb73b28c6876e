import type { ContainerFacts, ContainerState, PodFacts } from '../../model/evidence.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { oneLine } from '../one-line.ts';
import { isObject, numberAt, objectsAt, textAt, timeAt, valueAt } from '../read-json.ts';
import { controllerOf } from './owner.ts';

/** A pod as the API server sent it → the facts. */
export function podFacts(pod: JsonObject): PodFacts {
  const conditions = objectsAt(pod, 'status', 'conditions');
  const condition = (type: string) => conditions.find((entry) => textAt(entry, 'type') === type);
  const scheduled = condition('PodScheduled');
  const reason = textAt(pod, 'status', 'reason');
  const node = textAt(pod, 'spec', 'nodeName');
  const controller = controllerOf(pod);
  const unschedulable = textAt(scheduled, 'status') === 'False' ? textAt(scheduled, 'message') : undefined;
  return {
    phase: textAt(pod, 'status', 'phase') ?? 'Unknown',
    ...(reason === undefined ? {} : { reason: oneLine(reason, 100) }),
    ready: textAt(condition('Ready'), 'status') === 'True',
    ...(node === undefined ? {} : { node }),
    createdAt: timeAt(pod, 'metadata', 'creationTimestamp') ?? 0,
    ...(controller === undefined ? {} : { controllerUid: controller.uid, controllerName: controller.name }),
    containers: containers(pod),
    ...(unschedulable === undefined ? {} : { unschedulable: oneLine(unschedulable, 500) }),
  };
}

function containers(pod: JsonObject): ContainerFacts[] {
  const kinds = [
    ['initContainers', 'initContainerStatuses', 'init'],
    ['containers', 'containerStatuses', 'container'],
    ['ephemeralContainers', 'ephemeralContainerStatuses', 'ephemeral'],
  ] as const;
  return kinds.flatMap(([specs, statuses, type]) =>
    objectsAt(pod, 'spec', specs).map((spec) => {
      const name = textAt(spec, 'name') ?? '';
      const status = objectsAt(pod, 'status', statuses).find((entry) => textAt(entry, 'name') === name);
      // A sidecar is an init container that keeps running (Kubernetes 1.28 and newer).
      const sidecar = type === 'init' && textAt(spec, 'restartPolicy') === 'Always';
      return containerFacts(name, sidecar ? 'sidecar' : type, spec, status);
    }),
  );
}

function containerFacts(
  name: string,
  type: ContainerFacts['type'],
  spec: JsonObject,
  status: JsonObject | undefined,
): ContainerFacts {
  const lastState = state(valueAt(status, 'lastState'));
  const memoryLimit = textAt(spec, 'resources', 'limits', 'memory');
  const cpuRequest = textAt(spec, 'resources', 'requests', 'cpu');
  return {
    name,
    type,
    image: oneLine(textAt(spec, 'image') ?? textAt(status, 'image') ?? '', 300),
    ready: valueAt(status, 'ready') === true,
    restartCount: numberAt(status, 'restartCount') ?? 0,
    // Without a status the kubelet has not looked at it yet.
    state: state(valueAt(status, 'state')) ?? { phase: 'waiting' },
    ...(lastState === undefined ? {} : { lastState }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(cpuRequest === undefined ? {} : { cpuRequest }),
  };
}

function state(value: Json | undefined): ContainerState | undefined {
  for (const phase of ['waiting', 'running', 'terminated'] as const) {
    const detail = valueAt(value, phase);
    if (!isObject(detail)) continue;
    const reason = textAt(detail, 'reason');
    const message = textAt(detail, 'message');
    const exitCode = numberAt(detail, 'exitCode');
    const signal = numberAt(detail, 'signal');
    const startedAt = timeAt(detail, 'startedAt');
    const finishedAt = timeAt(detail, 'finishedAt');
    return {
      phase,
      ...(reason === undefined ? {} : { reason: oneLine(reason, 100) }),
      ...(message === undefined ? {} : { message: oneLine(message, 500) }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(signal === undefined ? {} : { signal }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
    };
  }
  return undefined;
}
