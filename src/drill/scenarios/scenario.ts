import type { AlertingRule } from '../prometheus/alerting-rules.ts';
import type { Stage } from '../play/stage.ts';
import type { World } from '../world/world.ts';

/** Long enough that the verdict comes before the alert's end, whatever the machine: the same seed tells the same story. */
export const keepFiringForMs = 12_000;

/** What somebody else does while people work on the incident. */
export interface ScenarioEvent {
  /** `debug-logging`: unique in its scenario. */
  name: string;
  /** What stands on its button: `A colleague turns debug logging on`. */
  title: string;
  run(world: World): void;
}

/** An incident that can be played in the simulated world. */
export interface Scenario {
  /** `crashloop-after-rollout`: what `drill play` takes. */
  name: string;
  title: string;
  /** Topics of running Kubernetes in production that it practises. */
  topics: readonly string[];
  /** One line for the page: what to look out for. */
  hint: string;
  rules: readonly AlertingRule[];
  /** Breaks the world. It stays broken until the right action reaches the API server. */
  start(world: World): void;
  /** True when the world is well again, judged by the world itself and not by what the bot says. */
  healed(world: World): boolean;
  /** Puts the world back as it was before start, for the next time. */
  reset(world: World): void;
  events?: readonly ScenarioEvent[];
  /** What people do in a play once there is a card; absent: Ana asks for what the card suggests, the approver approves. */
  script?: (stage: Stage) => Promise<void>;
  /** What a good responder ends with. */
  expected: {
    cause: string;
    runbook: string;
    action: string;
    verdict: string;
    /** Who may approve it, by the drill's policy. */
    approver: string;
  };
}
