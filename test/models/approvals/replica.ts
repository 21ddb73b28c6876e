import type { ClusterClient } from '../../../src/cluster/cluster-client.ts';
import type { Store } from '../../../src/store/store.ts';
import type { CallFault, ModelCluster } from './model-cluster.ts';
import type { Identity } from './plain-model.ts';
import type { Turns } from './turns.ts';

/** SIGKILL: nothing that this process still awaits happens any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** When a process dies: at its n-th call, before it leaves or after it was carried out and before the answer is heard. */
export interface Kill {
  at: number;
  when: 'before' | 'after';
}

/** One process. A killed one is never used again. */
export interface Replica {
  name: string;
  alive: boolean;
}

export interface PortOptions {
  replica: Replica;
  store: Store;
  cluster: ModelCluster;
  /** Absent: nothing else runs meanwhile. */
  turns?: Turns | undefined;
  kill?: Kill | undefined;
  fault?: CallFault | undefined;
  watch: Watch;
}

/** Sees what one job does, in the order in which it happens. */
export interface Watch {
  /** After each operation of the store that was carried out. */
  stored(job: JobView, name: string, arguments_: readonly unknown[], result: unknown): void;
  /** A change leaves for the API server. */
  sent(job: JobView, manager: string): Promise<void>;
}

/** What the judge needs to know of a running job. */
export interface JobView {
  replica: Replica;
  /** The count of all steps of the sequence when it started. */
  startedAt: number;
  /** The count of all steps of the sequence when it asked the store last whether it may begin; else when it started. */
  lookedAt: number;
  /** As its process was configured. */
  readOnly: boolean;
  /** The click that it works on, and as whom whoever clicked was mapped when the work began. */
  click?: { handle: string; slackUser: string; identity: Identity | undefined; at: number };
}

/** What one job reaches outside of its process: the store and the cluster, each call a place to die and to be overtaken. */
export class Ports {
  readonly store: Store;
  readonly client: ClusterClient;
  readonly view: JobView;
  readonly #options: PortOptions;
  #calls = 0;

  constructor(options: PortOptions, view: JobView) {
    this.#options = options;
    this.view = view;
    this.store = new Proxy(options.store, {
      get: (target, name) => {
        const operation = Reflect.get(target, name) as (...arguments_: unknown[]) => Promise<unknown>;
        return async (...arguments_: unknown[]) =>
          this.#call(async () => {
            const result = await operation(...arguments_);
            options.watch.stored(view, String(name), arguments_, result);
            return result;
          });
      },
    });
    const inner = options.cluster.client(async ({ fieldManager }) => options.watch.sent(view, fieldManager));
    this.client = {
      ...inner,
      get: async (path) => this.#call(async () => inner.get(path)),
      list: async (path, listOptions) => this.#call(async () => inner.list(path, listOptions)),
      change: async (change, changeOptions) =>
        this.#call(async () => {
          // Faults are chosen for a job, and meet its first real change.
          if (changeOptions.dryRun === 'none') options.cluster.fault = this.#takeFault();
          return inner.change(change, changeOptions);
        }),
    };
  }

  #takeFault(): CallFault | undefined {
    const { fault } = this.#options;
    this.#options.fault = undefined;
    return fault;
  }

  async #call<Result>(effect: () => Promise<Result>): Promise<Result> {
    const { turns, kill } = this.#options;
    await turns?.turn();
    this.#mustLive();
    this.#calls += 1;
    const dies = kill?.at === this.#calls;
    if (dies && kill.when === 'before') this.#die();
    const outcome = await effect().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if (dies && kill.when === 'after') this.#die();
    this.#mustLive();
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  #mustLive(): void {
    if (!this.#options.replica.alive) throw new Killed();
  }

  #die(): never {
    this.#options.replica.alive = false;
    throw new Killed();
  }
}
