import type { ContainerFacts, ContainerState, PodFacts } from '../model/evidence.ts';

/** A death this long ago says nothing about now. */
const recentMs = 60 * 60_000;

/** Reasons of a container that dies or cannot be started, of its own doing (kubernetes/pkg/kubelet/container/sync_result.go). */
const crashReasons: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'RunContainerError',
  'CreateContainerError',
  'CreateContainerConfigError',
  'StartError',
  'PostStartHookError',
  'ContainerCannotRun',
]);

/** Reasons of an image that cannot be had (kubernetes/pkg/kubelet/images/types.go). */
const pullReasons: ReadonlySet<string> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);

/** The container's last death, when it died recently. */
export function recentDeath(container: ContainerFacts, now: number): ContainerState | undefined {
  for (const state of [container.state, container.lastState]) {
    if (state?.phase !== 'terminated') continue;
    if (now - (state.finishedAt ?? now) <= recentMs) return state;
  }
  return undefined;
}

/** Killed by the kernel for its memory. Exit 137 alone is any SIGKILL: a slow shutdown, a liveness probe, somebody. */
export function isOutOfMemory(state: ContainerState | undefined): boolean {
  return state?.reason === 'OOMKilled';
}

/** The container that keeps dying or cannot start, for another reason than memory or its image. */
export function crashedContainer(pod: PodFacts, now: number): ContainerFacts | undefined {
  return pod.containers.find((container) => {
    const death = recentDeath(container, now);
    if (isOutOfMemory(death)) return false;
    if (crashReasons.has(container.state.reason ?? '')) return true;
    // Between two restarts it looks well: a failed death and a restart count tell.
    return death !== undefined && (death.exitCode ?? 0) !== 0 && container.restartCount > 0;
  });
}

/** The container whose image cannot be pulled, now. */
export function unpulledContainer(pod: PodFacts): ContainerFacts | undefined {
  return pod.containers.find(
    (container) => container.state.phase === 'waiting' && pullReasons.has(container.state.reason ?? ''),
  );
}
