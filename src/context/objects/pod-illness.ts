import type { ContainerFacts, PodFacts } from '../../model/evidence.ts';

/** A restart this long ago still says something about now. */
export const recentRestartMs = 15 * 60_000;

/** Waiting reasons of a pod that is on its way, not ill. */
const onItsWay = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * How ill a pod is; 0 = well. Only for choosing whom to show first. A crash-looping container without a readiness probe
 * looks Running and Ready much of the time, so restarts and the last state count.
 */
export function podIllness(pod: PodFacts, now: number): number {
  if (pod.phase === 'Succeeded') return 0;
  const containers = Math.max(0, ...pod.containers.map((container) => containerIllness(container, now)));
  const whole = pod.phase === 'Failed' ? 70 : pod.unschedulable !== undefined ? 60 : pod.ready ? 0 : 40;
  return Math.max(containers, whole);
}

/** The container that is most ill, when one is. */
export function sickestContainer(pod: PodFacts, now: number): ContainerFacts | undefined {
  let sickest: ContainerFacts | undefined;
  let worst = 0;
  for (const container of pod.containers) {
    const illness = containerIllness(container, now);
    if (illness > worst) [sickest, worst] = [container, illness];
  }
  return sickest;
}

function containerIllness(container: ContainerFacts, now: number): number {
  const { state, lastState, restartCount } = container;
  const restarts = Math.min(restartCount, 9);
  if (state.phase === 'waiting' && state.reason !== undefined && !onItsWay.has(state.reason))
    return 90 + restarts;
  if (state.phase === 'terminated' && (state.exitCode ?? 0) !== 0) return 85 + restarts;
  const died = lastState?.phase === 'terminated' ? lastState : undefined;
  if (died !== undefined && now - (died.finishedAt ?? 0) < recentRestartMs) {
    return ((died.exitCode ?? 0) === 0 ? 60 : 75) + restarts;
  }
  return died === undefined ? 0 : 5 + restarts;
}

/** `checkout-7d9-x2x: app CrashLoopBackOff, last exit 1 (Error), 7 restarts` */
export function podSentence(name: string, pod: PodFacts, now: number): string {
  const sickest = sickestContainer(pod, now);
  const parts: string[] = [];
  if (sickest !== undefined) parts.push(containerSentence(sickest));
  else if (pod.phase !== 'Running' || !pod.ready) parts.push(podWord(pod));
  if (pod.unschedulable !== undefined) parts.push(pod.unschedulable);
  if (parts.length === 0) parts.push('running and ready');
  return `${name}: ${parts.join('; ')}`;
}

function podWord(pod: PodFacts): string {
  if (pod.phase === 'Running') return 'running, not ready';
  return pod.reason === undefined ? pod.phase : `${pod.phase} (${pod.reason})`;
}

function containerSentence(container: ContainerFacts): string {
  const { state, lastState, restartCount } = container;
  const died =
    state.phase === 'terminated' ? state : lastState?.phase === 'terminated' ? lastState : undefined;
  const words: string[] = [];
  if (state.phase === 'waiting') words.push(state.reason ?? 'waiting');
  else words.push(state.phase);
  if (died !== undefined) {
    const why = died.reason === undefined ? '' : ` (${died.reason})`;
    words.push(`last exit ${died.exitCode ?? 'unknown'}${why}`);
  }
  if (restartCount > 0) words.push(restartCount === 1 ? '1 restart' : `${restartCount} restarts`);
  return `${container.name} ${words.join(', ')}`;
}
