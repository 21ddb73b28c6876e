import type { KubeObject } from './kube-object.ts';

/** A log line, written when its container run is `afterMs` old (simulated milliseconds; a bare string means at once). */
export type LogLine = string | { afterMs: number; text: string };

/** What a behaviour may look at. `attempt` counts the runs of this container in this pod, from 0. */
export interface ContainerContext {
  image: string;
  container: string;
  pod: KubeObject;
  node: string;
  attempt: number;
}

interface Common {
  /** Simulated milliseconds that the first pull of the image on a node takes; default 600. */
  pullMs?: number;
  /** Lines that each run writes. They stay readable as `previous` after the run ended. */
  logs?: LogLine[];
  /** Simulated milliseconds from SIGTERM to exit; default 200. */
  stopMs?: number;
}

/**
 * How a container behaves in the simulated kubelet. All times are simulated milliseconds (divided by `speed`).
 * - `run`: starts and stays up; ready after `readyAfterMs` (default 300) and as long as `ready` answers true (asked once a simulated second).
 * - `crash`: exits with `exitCode` after `afterMs`; `reason` defaults to Error (Completed for 0). Restarts back off 10 s, 20 s … 300 s.
 * - `out-of-memory`: killed by the kernel after `afterMs`: exit 137, reason OOMKilled.
 * - `complete`: exits 0 after `afterMs`: what a Job wants, and a crash loop under restartPolicy Always.
 * - `image-pull-error`: ErrImagePull, then ImagePullBackOff; `message` is what the runtime says about the image.
 * - `config-error`: CreateContainerConfigError with `message`, for example `configmap "settings" not found`.
 * - `start-error`: the runtime cannot start the process: RunContainerError, then StartError with exit 128.
 * - `never-ready`: runs, but its readiness probe fails with `message`.
 * - `liveness-failure`: its liveness probe fails `afterMs` after the start; killed (exit 137) and restarted.
 */
export type ContainerBehaviour = Common &
  (
    | {
        kind: 'run';
        readyAfterMs?: number;
        ready?: (context: ContainerContext) => boolean;
        notReadyMessage?: string;
      }
    | {
        kind: 'crash';
        afterMs: number;
        exitCode: number;
        reason?: string;
        signal?: number;
        message?: string;
        readyAfterMs?: number;
      }
    | { kind: 'out-of-memory'; afterMs: number; readyAfterMs?: number }
    | { kind: 'complete'; afterMs: number }
    | { kind: 'image-pull-error'; message: string }
    | { kind: 'config-error'; message: string }
    | { kind: 'start-error'; message: string }
    | { kind: 'never-ready'; message: string }
    | { kind: 'liveness-failure'; afterMs: number; message: string }
  );

/** Which containers a behaviour is for: an image with `*` as wildcard, a regular expression on the image, or a predicate. */
export type BehaviourMatch = string | RegExp | ((context: ContainerContext) => boolean);
