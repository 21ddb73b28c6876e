import type { DebtReview } from '../../../src/model/break-glass.ts';
import type { PermitResult, Store } from '../../../src/store/store.ts';
import type { MemoryStore } from './memory-store.ts';
import { glass, type Identity, type PlainModel } from './plain-model.ts';
import { mayActAlone } from './plain-stops.ts';
import type { JobView } from './replica.ts';

type Permit = Parameters<Store['permitBreakGlass']>[0];

/** Break-glass: who may have a permission, and that each that is used is owed a review by somebody else. */
export class JudgeAlone {
  readonly #model: PlainModel;
  readonly #violated: (what: string) => void;

  constructor(model: PlainModel, violated: (what: string) => void) {
    this.#model = model;
    this.#violated = violated;
  }

  permitted({ click }: JobView, permit: Permit, result: PermitResult): void {
    if (result.outcome === 'refused' || this.#model.permits.has(permit.requestId)) return;
    const request = this.#model.requests.get(permit.requestId);
    if (request === undefined || request.state !== 'awaiting-approval' || request.executionId !== undefined) {
      this.#violated(`${permit.requestId} was permitted and does not wait`);
      return;
    }
    if (click?.handle !== request.handle || click.slackUser !== permit.person) {
      this.#violated(`${request.id} was permitted to ${permit.person}, who did not click it`);
      return;
    }
    if (!this.#were(click).some((one) => mayActAlone(this.#model, request, one)))
      this.#violated(`${request.id} was permitted to ${permit.person}, who may not act alone`);
    this.#model.permits.set(request.id, {
      user: permit.user,
      slackUser: permit.person,
      until: this.#model.now + glass.forMs,
      usedAt: undefined,
    });
  }

  reviewed({ click }: JobView, requestId: string, review: Omit<DebtReview, 'at'>): void {
    const debt = this.#model.debts.get(requestId);
    if (debt === undefined || debt.reviewed) {
      this.#violated(`${requestId} was reviewed and owes nothing`);
      return;
    }
    debt.reviewed = true;
    const { person, user } = review;
    if (user === debt.user || person === debt.slackUser)
      this.#violated(`${requestId} was reviewed by ${person}, who did it`);
    if (click !== undefined && !this.#were(click).some((one) => one?.groups.includes(glass.review)))
      this.#violated(`${requestId} was reviewed by ${person}, who may not`);
  }

  /** Each use of a permission is one execution and one debt, and there is no other debt. */
  async look(memory: MemoryStore): Promise<void> {
    const rows = await memory.rows(
      `SELECT r.id, b.used_at, d.owed_by_user, d.reviewed_at FROM requests r LEFT JOIN break_glass b ON b.request_id = r.id
       LEFT JOIN debts d ON d.request_id = r.id WHERE b.used_at IS NOT NULL OR d.request_id IS NOT NULL`,
    );
    for (const row of rows) {
      const id = String(row['id']);
      const debt = this.#model.debts.get(id);
      if (row['used_at'] === null || row['owed_by_user'] !== debt?.user)
        this.#violated(
          `${id} was done alone, or not, and has ${row['owed_by_user'] === null ? 'no' : 'a'} debt`,
        );
      if ((row['reviewed_at'] !== null) !== (debt?.reviewed ?? false))
        this.#violated(`the debt of ${id} is ${row['reviewed_at'] === null ? 'open' : 'closed'}`);
    }
    if (rows.length !== this.#model.debts.size)
      this.#violated(`${rows.length} debts for ${this.#model.debts.size} that were done alone`);
  }

  /** The mapping may have changed while the click was worked on. */
  #were(click: NonNullable<JobView['click']>): readonly (Identity | undefined)[] {
    return [click.identity, this.#model.people.get(click.slackUser)];
  }
}
