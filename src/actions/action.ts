import type { Change, ClusterClient, Identity } from '../cluster/cluster-client.ts';
import type { NeededRight } from '../cluster/review-access.ts';
import type { ActionName, ActionParameters } from '../model/action.ts';
import type { JsonObject } from '../model/json.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Permission } from '../model/permission.ts';
import type { Plan, PlanRefusal } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import type { SilenceTools } from './silences/silence-tools.ts';
import type { StepsOptions, StepsResult } from './steps.ts';
import type { Prices } from './warnings/cost.ts';
import type { Touched } from './warnings/touched.ts';
import type { WarningName } from './warnings/warning-kinds.ts';

/** What an action works with. */
export interface ActionTools {
  cluster: ClusterClient;
  /** Under whose name every call runs; absent: as the bot itself. */
  identity?: Identity;
  /** Takes secrets out of a text: diffs show environment variables and arguments. */
  redact: (text: string) => string;
  now: () => number;
  /** For silences; absent: no Alertmanager is configured for the cluster. */
  silences?: SilenceTools;
  /** For estimates of cost; absent: the config has none. */
  prices?: Prices;
}

/** What a call insists on. */
export type Lock = 'resourceVersion' | 'none';

/** An action made exact against what was just read, with the one call that carries it out. */
export type Prepared = PreparedAction & (ClusterCall | OutsideCall | SteppedCall);

interface PreparedAction {
  /** Exact: a rollback carries its revision. */
  parameters: ActionParameters;
  target: ObjectReference & { uid: string };
  /** What the digest covers. */
  facts: JsonObject;
  before: JsonObject;
  after: JsonObject;
  title: string;
  diff: readonly string[];
  warnings: readonly string[];
  blastRadius: string;
  risk: Plan['risk'];
  /** The same object, however often it was written meanwhile: only with the same generation nobody changed its spec. */
  generation: number | undefined;
  /** So many approvals it needs at least, whatever the policy says. */
  leastApprovals?: number;
  /** What it reaches, for the warnings that are found for all actions alike (warnings/plan-warnings.ts). */
  touched?: Touched;
}

interface ClusterCall {
  /**
   * The one call of the action. It can land only once: a patch holds the resourceVersion it was prepared from, a deletion
   * the uid, a new object the name that follows from the execution.
   * @param mark `middlewatch-<action>-<execution id>`
   * @param lock `resourceVersion`: lands only on the very state that was read; `none`: for a dry run, which must not
   *   fail because somebody wrote the status in between
   */
  call: (mark: string, lock: Lock) => Change;
  send?: never;
}

/** Of an action on another system than the Kubernetes API; such an action has `look`. */
interface OutsideCall {
  /** In place of a dry run: what was tried, in words. */
  rehearsal: string;
  /**
   * Sends the one call, once.
   * @throws TelemetryError `refused` with a status below 500 has changed nothing; anything else may have
   */
  send: (mark: string) => Promise<void>;
  call?: never;
}

/** Of an action whose calls follow from what the cluster shows while it runs; such an action has `advance`. */
interface SteppedCall {
  /** In place of one dry run: what was tried, in words. */
  rehearsal: string;
  /** So long after its start, in milliseconds, no further step begins. */
  timeLimitMs: number;
  /** What its calls need, where the target's own place does not tell; absent: as the action declares it. */
  rights?: readonly NeededRight[];
  call?: never;
  send?: never;
}

/** One look at what became of an action. */
export type Verification =
  | Pick<Verdict, 'result' | 'sentence'>
  /** Not finished. `atDeadline` is the verdict if there is no more time: never `worked`. */
  | {
      pending: string;
      atDeadline: { result: Exclude<Verdict['result'], 'worked'>; sentence: string };
    };

export interface VerifyOptions {
  /** When the call's outcome was recorded. */
  since: number;
  /** How long new pods must run without a restart before they count as working. */
  stableMs: number;
  /** `middlewatch-<action>-<execution id>`: for what was made under a name that follows from it. */
  mark?: string;
  /** Of an action of several steps: it ended before all of them were done. */
  stopped?: true;
}

/** One entry of the catalogue. Reads and decisions only: the plan, the call and the look at marks are the same for all. */
export interface Action {
  name: ActionName;
  /** One line for people: what it does. */
  summary: string;
  /** The kinds it is offered for. */
  kinds: readonly string[];
  /** The facts that the digest covers, with what each is, for docs/actions.md. */
  digestFacts: Readonly<Record<string, string>>;
  /** What it sends, for docs/actions.md. */
  call: string;
  /** What undoing it is, for docs/actions.md; for what cannot be undone, why. */
  undo: string;
  /** Absent: it can be undone. */
  irreversible?: true;
  /** The warnings that it shares with others and knows, besides those of the record (warnings/warning-kinds.ts). */
  warnings: readonly WarningName[];
  /** How risky it is and when, for docs/actions.md. */
  risks: string;
  /** What the verdict *worked* means, for docs/actions.md. */
  worked: string;
  /** Besides those of its warnings. */
  permissions: readonly Permission[];
  /**
   * `main`: the object itself is patched and carries the execution's annotation, which later writers leave alone.
   * `subresource`: only managedFields names the execution, and the next writer of the field takes that away.
   */
  marks: 'main' | 'subresource';
  /** How long after the call verification gives up at the latest, in milliseconds; absent: what the config says. */
  verifyForMs?: number;
  /** @throws ClusterError, TelemetryError */
  prepare(tools: ActionTools, parameters: ActionParameters): Promise<Prepared | PlanRefusal>;
  /** @throws ClusterError, TelemetryError */
  verify(tools: ActionTools, plan: Plan, options: VerifyOptions): Promise<Verification>;
  /**
   * Whether an execution's call was carried out, where the target itself does not show it (it was deleted, or another
   * object was made, it is none of Kubernetes). Absent: the mark on the target and its facts tell.
   * `effect`: it is as wanted, whoever did it; `again`: not now.
   * @throws ClusterError, TelemetryError
   */
  look?(
    tools: ActionTools,
    plan: Plan,
    mark: string,
  ): Promise<'done' | 'effect' | 'not-done' | 'unknown' | 'again'>;
  /**
   * Of an action of several steps, in place of one call: begins the steps that can begin now, looks at those that have
   * left, and says how far it is. Level-triggered: it may run again at any moment, with what the store and the cluster show.
   * @throws ClusterError
   */
  advance?(tools: ActionTools, options: StepsOptions): Promise<StepsResult>;
  /**
   * What would bring back the state before. Refuses when the world has moved on since.
   * @throws ClusterError
   */
  inverse(tools: ActionTools, plan: Plan): Promise<ActionParameters | PlanRefusal>;
}

export function isRefusal(value: object): value is PlanRefusal {
  return 'refused' in value;
}

export function planRefusal(reason: PlanRefusal['reason'], message: string): PlanRefusal {
  return { refused: true, reason, message };
}
