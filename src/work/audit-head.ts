import type { KeyObject } from 'node:crypto';
import { DateTime } from 'luxon';
import { instantOf } from '../approvals/wall-clock.ts';
import { signHead } from '../audit/signed-head.ts';
import { verifyChainOf, type AuditHead } from '../audit/verify-chain.ts';
import type { Answer } from '../model/answer.ts';
import type { Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import { readClockTime } from '../model/time-window.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';
import { fromWhere } from './from-where.ts';
import { notMapped } from './not-mapped.ts';
import { botActor, type Actor } from './request-records.ts';
import { finished, type WorkHandler } from './worker.ts';

/** The one key of this kind: whoever takes it posts for all processes. */
export const headKey = 'daily';

export interface HeadTools {
  store: Pick<Store, 'readAudit' | 'loadMessage' | 'wantMessage'>;
  /** Signs; absent: MIDDLEWATCH_AUDIT_KEY is not set, and the message says so. */
  key?: KeyObject | undefined;
  /** Where heads go by themselves; absent: nowhere. */
  channel?: string | undefined;
  /** `09:00`, by the wall clock of a zone. */
  postHeads: { at: string; zone: string };
  findPerson: (slackUser: string) => Person | undefined;
  now: () => number;
  log: Logger;
  /** Records that are held in memory at once. @default 500 */
  page?: number;
}

const defaultPage = 500;

/** The day's head, once a day, at its time or as soon after it as somebody is there. */
export function createAuditHead(tools: HeadTools): WorkHandler {
  return async () => {
    const { channel, postHeads, now } = tools;
    if (channel === undefined) return finished;
    const at = now();
    const today = DateTime.fromMillis(at, { zone: postHeads.zone }).startOf('day');
    const minute = readClockTime(postHeads.at) ?? 0;
    const due = instantOf(today, minute, 'first');
    if (at < due) return { againInMs: due - at };
    const id = `audit-head/${today.toISODate() ?? ''}`;
    const posted = await tools.store.loadMessage(id);
    if (posted === undefined) await post(tools, { id, channel }, { actor: botActor }, { via: 'schedule' });
    return { againInMs: Math.max(1_000, instantOf(today.plus({ days: 1 }), minute, 'first') - now()) };
  };
}

/** `/mw audit head`: for everybody to see, so that it can be compared later. */
export function createPostHead(tools: HeadTools): (input: Input) => Promise<Answer> {
  return async (input) => {
    const person = tools.findPerson(input.person);
    if (person === undefined) return notMapped(input.person);
    const channel = tools.channel ?? input.channel;
    const who = { actor: input.person, user: person.user };
    await post(tools, { id: `audit-head/${input.id}`, channel }, who, fromWhere(input));
    const where = tools.channel === undefined ? 'in this channel' : `in ${tools.channel}`;
    return { text: `The head of the audit is being posted ${where}.` };
  };
}

async function post(
  { store, key, now, log, page = defaultPage }: HeadTools,
  message: { id: string; channel: string },
  who: Actor,
  place: ReturnType<typeof fromWhere>,
): Promise<void> {
  const { head, fault } = await verifyChainOf(recordsOf(store, page));
  const at = now();
  if (fault !== undefined) log.error({ record: fault.seq, reason: fault.reason }, 'the audit does not hold');
  const text =
    fault === undefined
      ? headText(head, at, key)
      : `🚨 The audit does not hold: record ${fault.seq}: ${fault.reason}. Keep a copy of the store before anything else, then run: middlewatch audit verify\n${head.seq}:${head.hash}`;
  const data =
    fault === undefined
      ? { head: `${head.seq}:${head.hash}`, signed: key !== undefined, ...place }
      : { fault: `${fault.seq}: ${fault.reason}`, ...place };
  await store.wantMessage(
    { ...message, kind: 'audit-head', text },
    {
      audit: [
        {
          at,
          kind: 'head-posted',
          actor: who.actor,
          ...(who.user !== undefined && { user: who.user }),
          data: { channel: message.channel, ...data },
        },
      ],
    },
  );
}

function headText(head: AuditHead, at: number, key: KeyObject | undefined): string {
  const held = `🔏 Audit: ${head.seq === 1 ? '1 record holds' : `${head.seq} records hold`}.`;
  const check = 'To check against it later: middlewatch audit verify --head "…"';
  return key === undefined
    ? `${held} Not signed, as MIDDLEWATCH_AUDIT_KEY is not set. ${check}\n${head.seq}:${head.hash}`
    : `${held} Signed. ${check}\n${signHead(head, at, key)}`;
}

async function* recordsOf(store: Pick<Store, 'readAudit'>, page: number) {
  let after = 0;
  for (;;) {
    const records = await store.readAudit({ after, limit: page });
    yield* records;
    const last = records.at(-1);
    if (last === undefined || records.length < page) return;
    after = last.seq;
  }
}
