import type { ContainerBehaviour } from '../container-behaviour.ts';
import type { SimulatedClock } from '../controllers/simulated-clock.ts';
import { timestamp } from '../registry/registry.ts';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  TerminatedState,
} from '../resources/workload-types.ts';
import { ContainerLog } from './container-log.ts';
import { playBehaviour, type ProcessEnd } from './container-process.ts';
import { imageId, ImagePull } from './image-pull.ts';
import { RestartBackOff } from './restart-back-off.ts';

/** What a container's life needs from its pod and node. */
export interface ContainerSurroundings {
  clock: SimulatedClock;
  container: Container;
  /** Pod as messages name it: `web-1_shop(uid)`. */
  podText: string;
  /** 64 hexadecimal digits for ids. */
  digest: (purpose: string) => string;
  behaviour: (attempt: number) => ContainerBehaviour;
  /** Asked once a second while it runs: may it be ready? */
  ready: (behaviour: ContainerBehaviour, attempt: number) => boolean;
  missing: () => string | undefined;
  image: { isPresent: () => boolean; markPresent: () => void };
  event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;
  /** The status changed. */
  changed: () => void;
  /** The process ended: is it to be started again? */
  restarts: (exitCode: number) => boolean;
}

type Phase = 'idle' | 'waiting' | 'running' | 'ended' | 'stopped';

/** Between the end of a process and the kubelet's next look. */
const syncMs = 1000;

/** One container of one pod: pulled, created, started, ended, backed off and started again. */
export class ContainerMachine {
  readonly #around: ContainerSurroundings;
  readonly #backOff = new RestartBackOff();
  readonly #pull: ImagePull;
  readonly #timers = new Set<() => void>();
  #phase: Phase = 'idle';
  #state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  #lastState: ContainerState = {};
  #ready = false;
  #attempt = 0;
  #behaviour: ContainerBehaviour = { kind: 'run' };
  #startedAt = 0;
  #containerId = '';
  #logs: { current: ContainerLog | undefined; previous: ContainerLog | undefined } = {
    current: undefined,
    previous: undefined,
  };

  constructor(around: ContainerSurroundings) {
    this.#around = around;
    this.#pull = new ImagePull({
      image: around.container.image ?? '',
      policy: around.container.imagePullPolicy,
      ...around.image,
      event: around.event,
      after: (ms, action) => this.#after(ms, action),
      wait: (reason, message) => this.#wait(reason, message),
    });
  }

  get name(): string {
    return this.#around.container.name;
  }

  get running(): boolean {
    return this.#phase === 'running';
  }

  get ready(): boolean {
    return this.#ready;
  }

  get exitCode(): number | undefined {
    return this.#phase === 'ended' ? this.#state.terminated?.exitCode : undefined;
  }

  /** The log of the run that `status` shows as current or as the last one; undefined when there is none. */
  log(run: 'current' | 'previous'): ContainerLog | undefined {
    if (run === 'current') return this.#logs.current;
    if (this.#lastState.terminated === undefined) return undefined;
    // While it waits for its restart the last run is both: it ended, and nothing came after it.
    return this.#phase === 'waiting' ? this.#logs.current : this.#logs.previous;
  }

  status(idleReason: string): ContainerStatus {
    const image = this.#around.container.image ?? '';
    const waitingAtAll = this.#phase === 'idle';
    return {
      name: this.name,
      state: waitingAtAll ? { waiting: { reason: idleReason } } : this.#state,
      lastState: this.#lastState,
      ready: this.#ready,
      restartCount: this.#attempt,
      image,
      imageID: this.#containerId === '' ? '' : imageId(image),
      ...(this.#containerId === '' ? {} : { containerID: this.#containerId }),
      started: this.#phase === 'running',
    };
  }

  /** Begins with the image; also the way back after a back-off. */
  start(): void {
    this.#behaviour = this.#around.behaviour(this.#attempt);
    if (this.#phase === 'idle') this.#wait('ContainerCreating');
    this.#pull.begin(this.#behaviour, { present: () => this.#create(), again: () => this.start() });
  }

  #create(): void {
    const missing =
      this.#behaviour.kind === 'config-error' ? this.#behaviour.message : this.#around.missing();
    if (missing !== undefined) {
      this.#around.event('Warning', 'Failed', `Error: ${missing}`);
      this.#wait('CreateContainerConfigError', missing);
      // The kubelet looks again with its next sync, about every 12 s.
      this.#after(12_000, () => this.start());
      return;
    }
    this.#logs = { current: new ContainerLog(), previous: this.#logs.current ?? this.#logs.previous };
    this.#containerId = `containerd://${this.#around.digest(`container ${this.#around.podText} ${this.name}`)}`;
    this.#around.event('Normal', 'Created', `Created container: ${this.name}`);
    if (this.#behaviour.kind === 'start-error') {
      this.#around.event('Warning', 'Failed', `Error: ${this.#behaviour.message}`);
      this.#wait('RunContainerError', this.#behaviour.message);
      const { message } = this.#behaviour;
      this.#startedAt = 0;
      this.#after(syncMs, () => this.#end({ exitCode: 128, reason: 'StartError', message }));
      return;
    }
    this.#around.event('Normal', 'Started', `Started container ${this.name}`);
    this.#run();
  }

  #run(): void {
    this.#phase = 'running';
    this.#startedAt = this.#around.clock.now();
    this.#state = { running: { startedAt: timestamp(this.#startedAt) } };
    this.#around.changed();
    this.#live();
  }

  /** Lets the behaviour act on the running process. */
  #live(): void {
    const { container, event, ready } = this.#around;
    playBehaviour(this.#behaviour, {
      container,
      event,
      after: (ms, action) => this.#after(ms, action),
      writeLog: (text) => this.writeLog(text),
      isReady: () => ready(this.#behaviour, this.#attempt),
      setReady: (value) => {
        if (value === this.#ready) return;
        this.#ready = value;
        this.#around.changed();
      },
      end: (end) => this.#end(end),
    });
  }

  /** Judges a running container by the behaviour that holds now; one that waits asks anew by itself. */
  reconsider(): void {
    if (this.#phase !== 'running') return;
    const behaviour = this.#around.behaviour(this.#attempt);
    if (behaviour === this.#behaviour) return;
    this.#behaviour = behaviour;
    this.#cancelTimers();
    this.#live();
  }

  writeLog(text: string): void {
    this.#logs.current?.write(this.#around.clock.now(), text);
  }

  terminate(exitCode: number, reason: string): void {
    if (this.#phase === 'running') this.#end({ exitCode, reason });
  }

  /** SIGTERM, then after `stopMs` or the grace period the end; the container is not started again. */
  stop(graceMs: number, done: () => void): void {
    const wasRunning = this.#phase === 'running';
    this.#cancelTimers();
    this.#phase = wasRunning ? 'running' : 'stopped';
    if (!wasRunning) {
      done();
      return;
    }
    this.#around.event('Normal', 'Killing', `Stopping container ${this.name}`);
    const wanted = this.#behaviour.stopMs ?? 200;
    this.#after(Math.min(wanted, graceMs), () => {
      this.#phase = 'stopped';
      this.#ready = false;
      this.#logs.current?.close();
      const exitCode = wanted > graceMs ? 137 : 0;
      this.#state = {
        terminated: this.#terminated({ exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' }),
      };
      done();
    });
  }

  /** Forgets everything that was to happen. */
  abandon(): void {
    this.#cancelTimers();
    this.#phase = 'stopped';
  }

  #terminated(end: ProcessEnd): TerminatedState {
    const finishedAt = timestamp(this.#around.clock.now());
    const startedAt = this.#startedAt === 0 ? '1970-01-01T00:00:00Z' : timestamp(this.#startedAt);
    return { ...end, startedAt, finishedAt, containerID: this.#containerId };
  }

  #end(end: ProcessEnd): void {
    this.#cancelTimers();
    const ranMs = this.#startedAt === 0 ? 0 : this.#around.clock.elapsedSince(this.#startedAt);
    const terminated = this.#terminated(end);
    this.#logs.current?.close();
    this.#phase = 'ended';
    this.#ready = false;
    this.#state = { terminated };
    this.#around.changed();
    if (!this.#around.restarts(end.exitCode)) return;
    const delay = this.#backOff.delayAfterRunOf(ranMs);
    const restart = (): void => {
      this.#backOff.next();
      this.#attempt += 1;
      this.#lastState = { terminated };
      this.start();
    };
    this.#after(syncMs, () => (delay <= syncMs ? restart() : this.#crashLoop(terminated, delay, restart)));
  }

  #crashLoop(terminated: TerminatedState, delay: number, restart: () => void): void {
    this.#lastState = { terminated };
    const seconds = delay / 1000;
    const text = seconds >= 60 ? `${Math.floor(seconds / 60)}m${seconds % 60}s` : `${seconds}s`;
    this.#wait(
      'CrashLoopBackOff',
      `back-off ${text} restarting failed container=${this.name} pod=${this.#around.podText}`,
    );
    const announce = (): void => {
      this.#around.event(
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${this.name} in pod ${this.#around.podText}`,
      );
      this.#after(12_000, announce);
    };
    announce();
    this.#after(delay - syncMs, () => {
      this.#cancelTimers();
      restart();
    });
  }

  #wait(reason: string, message?: string): void {
    this.#phase = 'waiting';
    this.#ready = false;
    this.#state = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
    this.#around.changed();
  }

  #after(ms: number, action: () => void): void {
    const cancel = this.#around.clock.after(ms, () => {
      this.#timers.delete(cancel);
      action();
    });
    this.#timers.add(cancel);
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}
