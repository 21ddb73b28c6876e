import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/start-workspace.ts';
import type { AuditEvent } from '../support/audit-log.ts';
import { isSilenceAction } from '../../../src/model/action.ts';
import { textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import { placed, type ActionCase, type Place } from './action-case.ts';
import { askers, type ActionsRoom, type IdentityMode } from './actions-room.ts';
import type { ExecutionEnd } from './execution-log.ts';
import { callInWords, judgeCalls, judgeSilenceCalls, mutationsAt, refusalsTo } from './judge-calls.ts';
import { preparePlace } from './prepare-place.ts';

/** What came of one case under one identity. */
export interface Outcome {
  case: ActionCase;
  mode: IdentityMode;
  done: string;
  undone: string;
  /** As the audit log has them. */
  doneCalls: readonly string[];
  undoneCalls: readonly string[];
  /** Under whose name they stand in the audit log. */
  names: readonly string[];
  /** What the API server and the bot said to somebody without rights; empty without impersonation. */
  refusal: string;
  faults: readonly string[];
}

export interface CaseOptions {
  room: ActionsRoom;
  actionCase: ActionCase;
  mode: IdentityMode;
  place: Place;
  /** Name of the Slack channel that only this case uses. */
  channel: string;
}

const patience = { timeoutMs: 90_000 };
const settleMs = 20_000;
const ana = { user: askers.ana, slack: 'U0ANA' };

/** Asks, approves, looks; then the same with its undo. Never throws: what went wrong stands in the outcome. */
export async function playCase(options: CaseOptions): Promise<Outcome> {
  const { actionCase, mode } = options;
  const play = new CasePlay(options);
  try {
    await play.run();
  } catch (error) {
    play.faults.push(error instanceof Error ? error.message : String(error));
  } finally {
    play.stop();
  }
  const { done, undone, doneCalls, undoneCalls, refusal, faults } = play;
  const names = [...new Set([...doneCalls, ...undoneCalls].map(nameOf))];
  return {
    ...{ case: actionCase, mode, done, undone, refusal, faults, names },
    doneCalls: doneCalls.map(callInWords),
    undoneCalls: undoneCalls.map(callInWords),
  };
}

class CasePlay {
  done = '';
  undone = '';
  doneCalls: AuditEvent[] = [];
  undoneCalls: AuditEvent[] = [];
  refusal = '';
  readonly faults: string[] = [];
  readonly #options: CaseOptions;
  readonly #plans = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CaseOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { actionCase, place, mode } = this.#options;
    const { done, calls, undo } = actionCase;
    await preparePlace(actionCase, place);
    this.#startController();
    await actionCase.prepare?.(place);
    const command = placed(await this.#command(), place);
    if (mode === 'asker' && !isSilenceAction(actionCase.action)) await this.#refused(command);
    const end = await this.#approved(`${command} --cluster ${mode}`, 0);
    this.done = end.result;
    await this.#judge('done', end, done);
    this.doneCalls = await this.#calls(0);
    const judge = isSilenceAction(actionCase.action) ? judgeSilenceCalls : judgeCalls;
    this.faults.push(...judge(this.doneCalls, { calls, mode, asker: ana, execution: end.execution }));
    if (undo === 'none') {
      this.undone = await this.#refusedUndo(end);
      return;
    }
    const back = await this.#approved(`undo ${end.execution}`, this.doneCalls.length);
    this.undone = back.result;
    await this.#judge('undone', back, undo.undone);
    this.undoneCalls = await this.#calls(this.doneCalls.length);
    this.faults.push(
      ...judge(this.undoneCalls, { calls: undo.calls, mode, asker: ana, execution: back.execution }),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #command(): Promise<string> {
    const { command } = this.#options.actionCase;
    return typeof command === 'string' ? command : await command(this.#options.place);
  }

  #startController(): void {
    const { actionCase, place } = this.#options;
    const { controller } = actionCase;
    if (controller === undefined) return;
    let acting = false;
    this.#timer = setInterval(() => {
      if (acting) return;
      acting = true;
      void controller
        .act(place)
        .catch((error: unknown) => this.faults.push(`${controller.name}, played here: ${String(error)}`))
        .finally(() => (acting = false));
    }, 200);
  }

  /** Ana asks, Ben approves; how the execution ended. Nothing is changed before. */
  async #approved(command: string, seen: number): Promise<ExecutionEnd> {
    const { workspace, executions } = this.#options.room;
    const channel = workspace.channelId(this.#options.channel);
    const { outcome } = await workspace.person('ana').command('/mw', command, { channel });
    if (outcome !== 'acknowledged') throw new Error(`Slack says ${outcome} to ${command}`);
    const plan = await this.#newPlan(channel, command);
    const request = requestOf(plan);
    this.#plans.add(request);
    const early = await this.#calls(seen);
    if (early.length > 0)
      this.faults.push(`before anybody approved it called ${early.map(callInWords).join(', ')}`);
    await this.#approve(channel, plan);
    return await executions.endOf(request).catch((error: unknown) => {
      throw new Error(`${String(error)}; the plan says: ${this.#told(channel)}`);
    });
  }

  /** Once more where the first click was answered with what happened meanwhile. */
  async #approve(channel: string, plan: Message, clicks = 2): Promise<void> {
    const ben = this.#options.room.workspace.person('ben');
    const before = ben.ephemerals(channel).length;
    await ben.press({ channel, ts: plan.ts, actionId: 'mw_approve' });
    const answers = () => ben.ephemerals(channel).slice(before).map(textOf).join(' ');
    await this.#options.room.workspace.waitFor(() => answers() !== '', {
      ...patience,
      what: 'an answer to the approval',
    });
    if (answers().includes('Approved')) return;
    if (!answers().includes('Press Approve again') || clicks === 1)
      throw new Error(`not approved: ${answers()}`);
    await this.#approve(channel, plan, clicks - 1);
  }

  async #newPlan(channel: string, command: string): Promise<Message> {
    const { workspace } = this.#options.room;
    const find = (): Message | undefined =>
      workspace
        .messages(channel)
        .find((message) => requestOf(message) !== '' && !this.#plans.has(requestOf(message)));
    const told = workspace.person('ana').ephemerals(channel).length;
    const answered = (): boolean => workspace.person('ana').ephemerals(channel).length > told;
    await workspace
      .waitFor(() => find() !== undefined || answered(), patience)
      .catch((error: unknown) => {
        throw new Error(`no plan for "${command}": ${this.#told(channel)}`, { cause: error });
      });
    const plan = find();
    if (plan === undefined) throw new Error(`no plan for "${command}": ${this.#told(channel)}`);
    return plan;
  }

  /** What people were told in the channel, for a failure: the last words first. */
  #told(channel: string): string {
    const { workspace } = this.#options.room;
    const alone = ['ana', 'ben'].flatMap((name) => workspace.person(name).ephemerals(channel));
    const texts = [...alone, ...workspace.messages(channel)].map(textOf).reverse();
    const short = texts.map((text) => text.replaceAll('\n', ' ').slice(0, 300));
    return [...new Set(short)].join(' | ');
  }

  /** Dora, whom the policy lets ask but whom Kubernetes lets only read. */
  async #refused(command: string): Promise<void> {
    const { workspace, plane } = this.#options.room;
    const channel = workspace.channelId(this.#options.channel);
    const dora = workspace.person('dora');
    await dora.command('/mw', `${command} --cluster asker`, { channel });
    await workspace.waitFor(() => dora.ephemerals(channel).length > 0, {
      ...patience,
      what: `an answer to Dora for ${command}`,
    });
    const said = dora.ephemerals(channel).map(textOf).join(' ');
    const events = await plane.audit();
    const { actionCase, place } = this.#options;
    const here = [place.namespace, actionCase.elsewhere, place.node];
    const refusals = refusalsTo(askers.dora, events, (name) => here.includes(name));
    this.refusal = [...new Set(refusals)].join(', ');
    if (!/may not|not allowed|forbidden/i.test(said))
      this.faults.push(`Dora, who may only read, was told: ${said}`);
    if (refusals.length === 0) this.faults.push('the API server refused nothing to Dora');
    const plans = workspace.messages(channel).filter((message) => requestOf(message) !== '');
    if (plans.length > 0) this.faults.push('a plan was shown for Dora, who may only read');
    const changed = await this.#calls(0);
    if (changed.length > 0) this.faults.push(`for Dora it called ${changed.map(callInWords).join(', ')}`);
  }

  /** What cannot be undone is said so, and nothing is planned. */
  async #refusedUndo(end: ExecutionEnd): Promise<string> {
    const { workspace } = this.#options.room;
    const channel = workspace.channelId(this.#options.channel);
    const person = workspace.person('ana');
    const before = person.ephemerals(channel).length;
    await person.command('/mw', `undo ${end.execution}`, { channel });
    await workspace.waitFor(() => person.ephemerals(channel).length > before, {
      ...patience,
      what: `an answer to undo ${end.execution}`,
    });
    const said = person.ephemerals(channel).slice(before).map(textOf).join(' ');
    if (!said.includes('cannot be undone')) this.faults.push(`asked to undo it, it said: ${said}`);
    return 'irreversible';
  }

  async #judge(word: 'done' | 'undone', end: ExecutionEnd, look: ActionCase['done']): Promise<void> {
    if (end.result !== 'worked') this.faults.push(`${word}: ${end.result}: ${end.sentence}`);
    // The controllers write their counts when they come to it: with a hundred objects moving at once, a moment later.
    let wrong: string | undefined;
    await waitUntil(async () => (wrong = await look(this.#options.place)) === undefined, {
      what: word,
      timeoutMs: settleMs,
    }).catch(() => undefined);
    if (wrong !== undefined) this.faults.push(`${word}, but ${wrong}`);
  }

  async #calls(seen: number): Promise<AuditEvent[]> {
    const { actionCase, place, room } = this.#options;
    if (isSilenceAction(actionCase.action))
      return (await room.silences.callsFor(place.namespace)).slice(seen);
    const made = mutationsAt(place, await room.plane.audit());
    // What is answered so has changed nothing: somebody wrote in between, or a budget asks for patience.
    const refused = ({ objectRef, responseStatus }: AuditEvent): boolean =>
      responseStatus?.code === 409 ||
      (actionCase.asksBudgets === true &&
        objectRef?.subresource === 'eviction' &&
        responseStatus?.code === 429);
    return made.filter((event) => !refused(event)).slice(seen);
  }
}

/** The id of the request whose plan a message shows; empty: it shows none. */
function requestOf(message: Message): string {
  const id = textField(message, 'metadata.event_payload.message');
  return id.startsWith('plan/') ? id.slice('plan/'.length) : '';
}

function nameOf({ user, impersonatedUser }: AuditEvent): string {
  return impersonatedUser?.username ?? user.username.replace('system:serviceaccount:', '');
}
