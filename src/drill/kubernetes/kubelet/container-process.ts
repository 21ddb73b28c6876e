import type { ContainerBehaviour } from '../container-behaviour.ts';
import type { Container, TerminatedState } from '../resources/workload-types.ts';

/** How a process ended, before its times are known. */
export type ProcessEnd = Omit<TerminatedState, 'startedAt' | 'finishedAt'>;

/** What a running process acts on. */
export interface ProcessSurroundings {
  container: Container;
  after: (simulatedMs: number, action: () => void) => void;
  event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;
  writeLog: (text: string) => void;
  /** What a readiness probe would find now. */
  isReady: () => boolean;
  setReady: (ready: boolean) => void;
  end: (end: ProcessEnd) => void;
}

const probePeriodMs = 1000;
const defaultReadyAfterMs = 300;

/** Sets up what a behaviour does to a running process: its log, its probes and its end. */
export function playBehaviour(behaviour: ContainerBehaviour, around: ProcessSurroundings): void {
  for (const line of behaviour.logs ?? []) {
    const { afterMs, text } = typeof line === 'string' ? { afterMs: 0, text: line } : line;
    if (afterMs === 0) around.writeLog(text);
    else around.after(afterMs, () => around.writeLog(text));
  }
  planEnd(behaviour, around);
  if (behaviour.kind === 'never-ready') {
    const period = (around.container.readinessProbe?.periodSeconds ?? 10) * 1000;
    around.after(Math.min(period, 1000), () => failReadiness(behaviour.message, period, around));
    return;
  }
  const readyAfterMs = 'readyAfterMs' in behaviour ? behaviour.readyAfterMs : undefined;
  around.after(readyAfterMs ?? defaultReadyAfterMs, () => probe(behaviour, around, undefined));
}

function planEnd(behaviour: ContainerBehaviour, around: ProcessSurroundings): void {
  switch (behaviour.kind) {
    case 'crash': {
      const { exitCode, signal, message } = behaviour;
      const reason = behaviour.reason ?? (exitCode === 0 ? 'Completed' : 'Error');
      const details = {
        ...(signal === undefined ? {} : { signal }),
        ...(message === undefined ? {} : { message }),
      };
      around.after(behaviour.afterMs, () => around.end({ exitCode, reason, ...details }));
      break;
    }
    case 'out-of-memory':
      around.after(behaviour.afterMs, () => around.end({ exitCode: 137, reason: 'OOMKilled' }));
      break;
    case 'complete':
      around.after(behaviour.afterMs, () => around.end({ exitCode: 0, reason: 'Completed' }));
      break;
    case 'liveness-failure':
      around.after(behaviour.afterMs, () => failLiveness(behaviour.message, around));
      break;
    default:
      break;
  }
}

/** Asks once, and again each second where the behaviour says that readiness may change. */
function probe(
  behaviour: ContainerBehaviour,
  around: ProcessSurroundings,
  before: boolean | undefined,
): void {
  const ready = around.isReady();
  if (ready !== before) {
    if (!ready) {
      const fallback = 'HTTP probe failed with statuscode: 503';
      const message = behaviour.kind === 'run' ? (behaviour.notReadyMessage ?? fallback) : fallback;
      around.event('Warning', 'Unhealthy', `Readiness probe failed: ${message}`);
    }
    around.setReady(ready);
  }
  if (behaviour.kind === 'run' && behaviour.ready)
    around.after(probePeriodMs, () => probe(behaviour, around, ready));
}

function failReadiness(message: string, period: number, around: ProcessSurroundings): void {
  around.setReady(false);
  around.event('Warning', 'Unhealthy', `Readiness probe failed: ${message}`);
  around.after(period, () => failReadiness(message, period, around));
}

function failLiveness(message: string, around: ProcessSurroundings): void {
  const failures = around.container.livenessProbe?.failureThreshold ?? 3;
  for (let count = 0; count < failures; count += 1) {
    around.event('Warning', 'Unhealthy', `Liveness probe failed: ${message}`);
  }
  const name = around.container.name;
  around.event('Normal', 'Killing', `Container ${name} failed liveness probe, will be restarted`);
  around.end({ exitCode: 137, reason: 'Error' });
}
