import type { ActionRequest, Approval } from '../../../src/model/action-request.ts';
import type { Freeze } from '../../../src/model/freeze.ts';
import type { AnswerResult, BeginCallResult, PermitResult, Store } from '../../../src/store/store.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Landed } from './model-cluster.ts';
import { JudgeAlone } from './judge-alone.ts';
import { effectOf, factsOf, isApproved, pathOfTarget } from './model-facts.ts';
import {
  breakerIsOpen,
  brokeTooOften,
  isBusy,
  needsPermit,
  permitOf,
  personBreakerIsOpen,
} from './plain-stops.ts';
import {
  freezeOn,
  isEnd,
  knowsTheNews,
  mayBecome,
  mayBeSentForMs,
  rules,
  validYes,
  type ModelAction,
  type PlainModel,
  type PlainRequest,
  type State,
} from './plain-model.ts';
import type { JobView, Watch } from './replica.ts';

type PermitArguments = Parameters<Store['permitBreakGlass']>[0];
type ReviewArguments = Parameters<Store['reviewDebt']>[1];

/** Watches the store and the cluster, and holds what happens there against what people did. */
export class Judge implements Watch {
  readonly violations: string[] = [];
  /** How often each end was met, over all sequences: a model that never gets anywhere proves nothing. */
  readonly met: Map<string, number>;
  readonly #model: PlainModel;
  readonly #memory: MemoryStore;
  readonly #alone: JudgeAlone;
  #steps = 0;

  constructor(model: PlainModel, memory: MemoryStore, met: Map<string, number>) {
    this.#model = model;
    this.#memory = memory;
    this.met = met;
    this.#alone = new JudgeAlone(model, (what) => this.#violated(what));
  }

  get steps(): number {
    return this.#steps;
  }

  stored(job: JobView, name: string, arguments_: readonly unknown[], result: unknown): void {
    this.#steps += 1;
    if (name === 'createRequest') this.#created(result as ActionRequest);
    if (name === 'answerRequest') {
      const [{ approval, executionId }] = arguments_ as [{ approval: Approval; executionId: string }];
      this.#answered(job, approval, executionId, result as AnswerResult);
    }
    // Between this look and the call there is no other.
    const begun = name === 'beginCall' ? (result as BeginCallResult).begun : result;
    if ((name === 'beginCall' || name === 'beginStep') && (begun === 'first' || begun === 'again'))
      job.lookedAt = this.#steps;
    if (name === 'permitBreakGlass')
      this.#alone.permitted(job, arguments_[0] as PermitArguments, result as PermitResult);
    if (name === 'reviewDebt' && result === 'written')
      this.#alone.reviewed(job, String(arguments_[0]), arguments_[1] as ReviewArguments);
    const request = this.#model.requests.get(String(arguments_[0]));
    if (request !== undefined && result === 'written') {
      if (name === 'finishExecution') request.outcome = (arguments_[1] as { outcome: string }).outcome;
      if (name === 'recordVerdict') request.verdict = (arguments_[1] as { result: string }).result;
      if (name === 'abortExecution') request.abortedSince = this.#steps;
    }
    if (name === 'beginFreeze') {
      const [{ id, namespace, endsAt }] = arguments_ as [Freeze];
      if (!this.#model.freezes.some((one) => one.id === id))
        this.#model.freezes.push({ id, namespace, endsAt, since: this.#steps, ended: false });
    }
    if (name === 'changeIncident' && result === 'written') {
      const [{ state }] = arguments_ as [{ state: string }];
      if (state === 'resolved') this.#model.resolved ??= { at: this.#model.now, since: this.#steps };
    }
    if (name === 'endFreeze' && result === 'written') {
      const freeze = this.#model.freezes.find(({ id }) => id === arguments_[0]);
      if (freeze !== undefined) freeze.ended = true;
    }
  }

  async sent(job: JobView, manager: string): Promise<void> {
    const request = this.#requestOf(manager);
    if (request === undefined) {
      this.#violated(`a change without an execution: ${manager}`);
      return;
    }
    const freeze = freezeOn(this.#model, request.action);
    if (freeze !== undefined && freeze.since < job.lookedAt)
      this.#violated(`${request.id} was sent in a freeze`);
    if (job.readOnly) this.#violated(`${request.id} was sent in read-only mode`);
    if (request.abortedSince !== undefined && request.abortedSince < job.lookedAt)
      this.#violated(`${request.id} was sent after it was aborted`);
    const [row] = await this.#memory.rows(
      `SELECT r.state, e.started_at, e.called_at,
         (SELECT count(*) FROM audit WHERE kind = 'intent' AND execution_id = e.id) AS intents
       FROM executions e JOIN requests r ON r.id = e.request_id WHERE e.id = $1`,
      [request.executionId ?? ''],
    );
    if (row === undefined) {
      this.#violated(`${request.id} has no execution on record`);
      return;
    }
    if (row['intents'] !== 1)
      this.#violated(`${request.id} was sent with ${String(row['intents'])} intents on record`);
    if (row['called_at'] === null) this.#violated(`${request.id} was sent before that was on record`);
    if (this.#model.now - Number(row['started_at']) > mayBeSentForMs(request.action))
      this.#violated(`${request.id} was sent too long after its approval`);
  }

  /** A change was carried out. */
  async landed({ manager, user, path, before, after }: Landed): Promise<void> {
    const request = this.#requestOf(manager);
    if (request === undefined) {
      this.#violated(`a change without an execution: ${manager}`);
      return;
    }
    const object = `${path} ${before.metadata.uid}`;
    if (request.landed.has(object)) this.#violated(`${request.id} was carried out twice on ${object}`);
    request.landed.add(object);
    if (user !== request.askedByUser)
      this.#violated(`${request.id} was carried out under the name of ${user ?? 'the bot'}`);
    if (!isApproved(request, path, before))
      this.#violated(`${request.id} was carried out on another state than the approved one`);
    const did = before.kind === 'Pod' ? after === undefined : effectOf(request.action, request.value, after);
    if (!did) this.#violated(`${request.id} did something else than was approved`);
    const [row] = await this.#memory.rows('SELECT state FROM requests WHERE id = $1', [request.id]);
    if (isEnd(row?.['state'] as State)) this.#violated(`${request.id} was carried out after it had ended`);
  }

  /** After each command: no request moved where it may not. */
  async look(): Promise<void> {
    const rows = await this.#memory.rows(
      'SELECT r.id, r.state, e.id AS execution, e.outcome FROM requests r LEFT JOIN executions e ON e.request_id = r.id',
    );
    for (const row of rows) {
      const request = this.#model.requests.get(String(row['id']));
      if (request === undefined) {
        this.#violated(`${String(row['id'])} came from nowhere`);
        continue;
      }
      const state = row['state'] as State;
      if (!mayBecome(request.state, state))
        this.#violated(`${request.id} went from ${request.state} to ${state}`);
      const executes = ['executing', 'verifying', 'done', 'failed'].includes(state);
      if (executes !== (row['execution'] !== null))
        this.#violated(`${request.id} is ${state} and has ${executes ? 'no' : 'an'} execution`);
      if (row['execution'] !== null && row['execution'] !== request.executionId)
        this.#violated(
          `${request.id} has the execution ${String(row['execution'])}, not ${request.executionId ?? 'none'}`,
        );
      if (state === 'failed' && request.landed.size > 0)
        this.#violated(`${request.id} says that nothing was changed, and something was`);
      if (request.state !== state && isEnd(state))
        this.#meet(state === 'done' ? `done: ${String(row['outcome'])}` : state);
      request.state = state;
    }
    await this.#alone.look(this.#memory);
  }

  #meet(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
  }

  #created(request: ActionRequest): void {
    if (this.#model.requests.has(request.id)) return;
    const { action } = request.plan.parameters;
    const parent = this.#model.requests.get(request.id.replace(/-again$/, ''));
    const asked = this.#model.asked.get(request.id.replace(/^r-/, ''));
    const known = asked ?? (parent && [{ slackUser: parent.askedBy, user: parent.askedByUser }]) ?? [];
    // The mapping may have changed while the wish was worked on.
    const askers = known.flatMap((one) => [
      one,
      { slackUser: one.slackUser, user: this.#model.people.get(one.slackUser)?.user },
    ]);
    if (!askers.some(({ slackUser, user }) => slackUser === request.askedBy && user === request.askedByUser))
      this.#violated(`${request.id} stands for ${request.askedBy} (${request.askedByUser}), who did not ask`);
    const rule = rules[action as ModelAction];
    if (request.approvalsNeeded !== rule.count)
      this.#violated(`${request.id} needs ${request.approvalsNeeded} approvals, not ${rule.count}`);
    if (request.expiresAt !== this.#model.now + rule.expires)
      this.#violated(`${request.id} expires at the wrong time`);
    const parts = request.plan.parts ?? [request.plan];
    this.#model.requests.set(request.id, {
      id: request.id,
      handle: request.handle,
      action: action as ModelAction,
      value: 'replicas' in request.plan.parameters ? request.plan.parameters.replicas : undefined,
      askedBy: request.askedBy,
      askedByUser: request.askedByUser,
      objects: parts.map(({ target, facts }) => ({
        path: pathOfTarget(target),
        facts: factsOf(action as ModelAction, { uid: target.uid, facts }, new Map()),
      })),
      undoes: request.undoes,
      madeAt: request.plan.madeAt,
      expiresAt: request.expiresAt,
      yes: [],
      counted: [],
      state: 'awaiting-approval',
      executionId: undefined,
      startedAt: 0,
      outcome: undefined,
      verdict: undefined,
      abortedSince: undefined,
      landed: new Set(),
    });
  }

  #answered(job: JobView, approval: Approval, executionId: string, result: AnswerResult): void {
    if (result.outcome === 'refused') {
      this.#meet(`refused by the store: ${result.reason}`);
      const key = `${result.request?.id ?? ''}/${approval.user}`;
      if (result.reason === 'news' && !this.#model.told.has(key)) this.#model.told.set(key, this.#model.now);
      return;
    }
    const request = this.#model.requests.get(result.request.id);
    if (request === undefined) {
      this.#violated(`${result.request.id} was answered and never made`);
      return;
    }
    const { id } = request;
    const click = job.click;
    if (click?.handle !== request.handle || click.slackUser !== approval.person) {
      this.#violated(`${id} was answered by ${approval.person}, who did not click it`);
      return;
    }
    // The mapping may have changed while the click was worked on.
    const identities = [click.identity, this.#model.people.get(click.slackUser)];
    if (!identities.some((one) => one?.user === approval.user))
      this.#violated(`${id} was answered as ${approval.user}, who ${approval.person} is not`);
    const { from, count } = rules[request.action];
    const own = approval.user === request.askedByUser || approval.person === request.askedBy;
    const alone =
      approval.answer === 'approve' && needsPermit(request, approval.person, approval.user, count);
    const entitled = own
      ? approval.answer === 'deny' || !alone || this.#isPermitted(request, approval)
      : identities.some((one) => one?.groups.includes(from));
    if (!entitled) this.#violated(`${id} was answered by ${approval.person}, who may not`);
    if (
      request.counted.some(({ user, slackUser }) => user === approval.user || slackUser === approval.person)
    )
      this.#violated(`${id} counts ${approval.person} twice`);
    if (request.state !== 'awaiting-approval' || request.executionId !== undefined)
      this.#violated(`${id} was answered after it had moved on`);
    request.counted.push({ user: approval.user, slackUser: approval.person });
    if (approval.answer === 'deny') return;
    const at = this.#model.now;
    request.yes.push({ slackUser: approval.person, user: approval.user, at, entitled });
    if (at >= request.expiresAt) this.#violated(`${id} was approved after it had expired`);
    if (freezeOn(this.#model, request.action) !== undefined) this.#violated(`${id} was approved in a freeze`);
    if (job.readOnly) this.#violated(`${id} was approved in read-only mode`);
    if (result.outcome !== 'executing') return;
    if (isBusy(this.#model, request)) this.#violated(`${id} is carried out beside another on its object`);
    const approving = request.yes.map(({ user }) => user);
    if (alone ? personBreakerIsOpen(this.#model, request) : breakerIsOpen(this.#model, request, approving))
      this.#violated(`${id} is carried out with a breaker open`);
    if (alone) this.#breakGlass(request, approval);
    else if (validYes(request) < Math.max(1, count))
      this.#violated(`${id} is carried out with ${validYes(request)} approvals`);
    const { resolved } = this.#model;
    const known = resolved === undefined || resolved.since >= job.startedAt;
    if (!known && !knowsTheNews(this.#model, request, approval.user, click.at))
      this.#violated(`${id} was approved by ${approval.person}, who was not told that the incident is over`);
    request.executionId = executionId;
    request.startedAt = at;
  }

  #isPermitted(request: PlainRequest, { person, user }: Approval): boolean {
    const permit = permitOf(this.#model, request, person, user);
    return permit !== undefined && this.#model.now < permit.until && !brokeTooOften(this.#model, user);
  }

  #breakGlass(request: PlainRequest, { person, user }: Approval): void {
    const permit = this.#model.permits.get(request.id);
    if (permit !== undefined) permit.usedAt = this.#model.now;
    this.#model.debts.set(request.id, { user, slackUser: person, reviewed: false });
    this.#meet('done alone');
  }

  #requestOf(manager: string): PlainRequest | undefined {
    const execution = /-(e\d+)(-\d+)?$/.exec(manager)?.[1];
    return [...this.#model.requests.values()].find(({ executionId }) => executionId === execution);
  }

  #violated(what: string): void {
    this.violations.push(what);
  }
}
