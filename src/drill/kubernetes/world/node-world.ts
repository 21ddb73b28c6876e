import type { ControllerTools } from '../controllers/controller.ts';
import { NodeAgent, type ReportedCondition } from '../controllers/nodes/node-agent.ts';
import type { Kubelets } from '../kubelet/kubelets.ts';
import type { NodeSpec } from '../kubernetes-options.ts';

/** The nodes of the simulated cluster, and what happens to them. */
export class NodeWorld {
  readonly #agents = new Map<string, NodeAgent>();
  readonly #kubelets: Kubelets;
  readonly #tools: ControllerTools;
  readonly #version: string;

  constructor(kubelets: Kubelets, tools: ControllerTools, version: string) {
    this.#kubelets = kubelets;
    this.#tools = tools;
    this.#version = version;
  }

  add(spec: NodeSpec): void {
    const agent = new NodeAgent(spec.name, this.#tools, () => this.#kubelets.isAlive(spec.name));
    this.#agents.set(spec.name, agent);
    agent.start(spec, this.#agents.size - 1, this.#version);
  }

  fail(name: string): void {
    this.#agent(name);
    this.#kubelets.setAlive(name, 'dead', this.#tools);
  }

  recover(name: string): void {
    const agent = this.#agent(name);
    this.#kubelets.setAlive(name, 'alive', this.#tools);
    agent.renewNow();
    agent.report();
  }

  flap(name: string, { downMs, upMs }: { downMs: number; upMs: number }): () => void {
    let ended = false;
    const down = (): void => {
      if (ended) return;
      this.fail(name);
      this.#tools.clock.after(downMs, up);
    };
    const up = (): void => {
      if (ended) return;
      this.recover(name);
      this.#tools.clock.after(upMs, down);
    };
    down();
    return () => {
      ended = true;
      this.recover(name);
    };
  }

  condition(name: string, condition: ReportedCondition): void {
    this.#agent(name).give(condition);
  }

  /** The node's object changed: the kubelet notices a cordon. */
  noticeChange(name: string): void {
    this.#agents.get(name)?.noticeCordon();
  }

  #agent(name: string): NodeAgent {
    const agent = this.#agents.get(name);
    if (agent === undefined) throw new Error(`the simulated cluster has no node ${name}`);
    return agent;
  }
}
