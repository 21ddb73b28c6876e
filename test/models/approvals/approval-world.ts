import { verifyChain } from '../../../src/audit/verify-chain.ts';
import type { Command, Input } from '../../../src/model/input.ts';
import { createLogger } from '../../../src/observe/logger.ts';
import { createDirectory } from '../../../src/people/create-directory.ts';
import { SharedClock } from '../../../src/store/shared-clock.ts';
import type { Store } from '../../../src/store/store.ts';
import type { ActionWorkTools } from '../../../src/work/action-tools.ts';
import { openIncidentExample } from '../../store/support/examples.ts';
import { auditOf } from '../../faults/support/judge-store.ts';
import { workTools } from './work-tools.ts';
import { Judge } from './judge.ts';
import { MemoryStore } from './memory-store.ts';
import { ModelCluster, type CallFault } from './model-cluster.ts';
import { rules, type Identity, type ModelAction, type PlainModel } from './plain-model.ts';
import { Killed, Ports, type JobView, type Kill, type Replica } from './replica.ts';
import { Turns } from './turns.ts';

const log = createLogger('silent');
export const startTime = Date.parse('2026-03-01T03:00:00Z');

/** What a job works with: the product's tools over ports that may die at any call. */
export interface JobTools {
  tools: ActionWorkTools;
  /** The same store, also for taking what is due. */
  store: Store;
  view: JobView;
  model: PlainModel;
  world: ApprovalWorld;
}

/** Something that one of two processes does, or that happens in the world outside. */
export type Job =
  | {
      name: string;
      replica: 0 | 1;
      kill?: Kill | undefined;
      fault?: CallFault | undefined;
      run: (job: JobTools) => Promise<void>;
    }
  | { name: string; event: (world: ApprovalWorld) => void | Promise<void> };

/** Two processes, one store, one cluster, one clock that a test turns: the product's own work on requests between them. */
export class ApprovalWorld {
  readonly clock = SharedClock.standingAt(startTime);
  readonly memory = new MemoryStore(() => this.clock.now());
  readonly met = new Map<string, number>();
  cluster = new ModelCluster(() => this.clock.now());
  /** Every input that was worked on, to be delivered again. */
  inputs: Input[] = [];
  readOnly = false;
  #model: PlainModel | undefined;
  #judge: Judge | undefined;
  #replicas: [Replica, Replica] = [
    { name: 'a', alive: true },
    { name: 'b', alive: true },
  ];
  #ids = 0;

  get model(): PlainModel {
    if (this.#model === undefined) throw new Error('no sequence runs');
    return this.#model;
  }

  get judge(): Judge {
    if (this.#judge === undefined) throw new Error('no sequence runs');
    return this.#judge;
  }

  async open(): Promise<void> {
    await openIncidentExample(this.memory.store, { channel: 'C1' });
  }

  /** A new sequence begins with the same store, cluster, people and time. */
  begin(model: PlainModel): void {
    this.#model = model;
    this.#judge = new Judge(model, this.memory, this.met);
    this.cluster = new ModelCluster(() => this.clock.now());
    this.cluster.onLanded = async (landed) => this.judge.landed(landed);
    this.inputs = [];
    this.readOnly = false;
    this.#ids = 0;
    this.clock.advance(startTime - this.clock.now());
    this.memory.begin();
  }

  end(): void {
    this.memory.rollBack();
  }

  nextId(prefix: string): string {
    return `${prefix}${(this.#ids += 1)}`;
  }

  /** Time passes for everybody. */
  advance(milliseconds: number): void {
    this.clock.advance(milliseconds);
    this.model.now = this.clock.now();
  }

  input(slackUser: string, command: Command): Input {
    const id = this.nextId('i');
    const input: Input = {
      id,
      deduplicationKey: id,
      receivedAt: this.clock.now(),
      person: slackUser,
      channel: 'C1',
      via: 'button',
      command,
    };
    this.inputs.push(input);
    return input;
  }

  /** Does the jobs at once, in turns that the picks choose, and holds what came of it against the plain model. */
  async run(jobs: readonly Job[], picks: readonly number[] = []): Promise<void> {
    const turns = jobs.length > 1 ? new Turns(picks) : undefined;
    const all = jobs.map((job) => async () => this.#do(job, turns));
    if (turns === undefined) await all[0]?.();
    else await turns.run(all);
    this.#replicas = this.#replicas.map((one) =>
      one.alive ? one : { name: this.nextId('p'), alive: true },
    ) as [Replica, Replica];
    await this.judge.look();
    const [violation] = this.judge.violations;
    if (violation !== undefined) throw new Error(violation);
  }

  async #do(job: Job, turns: Turns | undefined): Promise<void> {
    if ('event' in job) return job.event(this);
    const replica = this.#replicas[job.replica];
    const { steps } = this.judge;
    const view: JobView = { replica, startedAt: steps, lookedAt: steps, readOnly: this.readOnly };
    const ports = new Ports(
      {
        replica,
        store: this.memory.store,
        cluster: this.cluster,
        turns,
        kill: job.kill,
        fault: job.fault,
        watch: this.judge,
      },
      view,
    );
    try {
      await job.run({ tools: this.#tools(ports), store: ports.store, view, model: this.model, world: this });
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }

  #tools(ports: Ports): ActionWorkTools {
    const { model, clock } = this;
    const directory = () =>
      createDirectory(
        [...model.people].map(([slack, identity]: [string, Identity]) => ({ slack, ...identity })),
      );
    return workTools({
      ports,
      people: {
        findPerson: (slackUser) => directory().findPerson(slackUser),
        listPeople: () => directory().listPeople(),
        identify: async (slackUser) => directory().identify(slackUser),
      },
      policy: Object.entries(rules)
        .filter(([action]) => !model.withdrawn.has(action as ModelAction))
        .map(([action, { ask, from, count, expires }]) => ({
          actions: [action],
          ask: [`group:${ask}`],
          approve: { from: [`group:${from}`], count },
          expires,
        })),
      newId: (prefix) => this.nextId(prefix),
      now: () => clock.now(),
      log,
      readOnly: ports.view.readOnly,
    });
  }

  /** The chain of the audit, as `audit verify` reads it. */
  async verifyAudit(): Promise<void> {
    const chain = verifyChain(await auditOf(this.memory.store));
    if (!chain.ok) throw new Error(`the audit does not hold: ${chain.fault?.reason ?? ''}`);
  }
}
