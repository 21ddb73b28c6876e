import { createHash } from 'node:crypto';
import type { Logger } from '../../observe/logger.ts';
import type { MessageRecord } from '../../model/message.ts';
import type { Store } from '../../store/store.ts';
import { section } from '../views/elements.ts';
import type { MessageView } from '../views/message-view.ts';
import type { Channels } from '../web/channels.ts';
import type { SlackCaller } from '../web/slack-caller.ts';
import { SlackCallError } from '../web/slack-problem.ts';
import type { Rate } from '../web/rate-budgets.ts';
import { editRates, postRates } from '../web/slack-rates.ts';
import { behindLine } from '../views/behind-line.ts';
import { ChannelTroubles } from './channel-troubles.ts';
import { findPosted, isMessage, type Place } from './find-posted.ts';
import { lookForEarlier } from './look-for-earlier.ts';
import { publishChart, type RenderChart } from './publish-chart.ts';
import { isOldNews } from './old-news.ts';
import { isRepairable, outcomeOf, published, type PublishOutcome } from './publish-outcome.ts';
import { rankOf } from './rank-of.ts';
import { renderMessage, type DesiredMessage, type RenderOptions } from './render-message.ts';
import { codeOf, postMessage, updateMessage, type Sender } from './send-message.ts';

export interface PublisherOptions extends RenderOptions {
  store: RenderOptions['store'] &
    Pick<
      Store,
      | 'foldOldNews'
      | 'loadMessage'
      | 'beginPosting'
      | 'recordShown'
      | 'recordMessageProblem'
      | 'recordNotPosted'
      | 'markDue'
    >;
  caller: SlackCaller;
  channels: Channels;
  renderChart: RenderChart;
  log: Logger;
}

/** Longer than this is not waited here: the worker comes back, the place in the queue is kept. */
const maxWaitMs = 1500;
/** The store answers within 5 s or not at all. */
const stillMs = 6000;
/** A message that says that it is behind is looked at again, so that it does not say so for longer than it is. */
const behindAgainMs = 15_000;
const behindMark = '/behind';
/** What people read for the state of things. */
const saysBehind = new Set<MessageRecord['kind']>(['card', 'storm']);
/** Slack can no longer change these messages: a new one takes their place. */
const goneErrors = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

/** Brings Slack to what the store says, one message at a time. Running it twice is harmless. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #sender: Sender;
  readonly #troubles: ChannelTroubles;
  readonly #running = new Map<string, Promise<PublishOutcome>>();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#troubles = new ChannelTroubles(options.now);
    this.#sender = {
      caller: options.caller,
      channels: options.channels,
      onPlain: (message, problem) =>
        options.log.error(
          { message, problem },
          'Slack did not take the layout of a message; its plain version was sent',
        ),
    };
  }

  /** Compares what Slack shows with what it should show and posts or edits. Never throws for what Slack says. */
  async publish(messageId: string): Promise<PublishOutcome> {
    // A lease that ran out while the first one still runs must not post beside it.
    for (
      let before = this.#running.get(messageId);
      before !== undefined;
      before = this.#running.get(messageId)
    )
      await before.catch(() => undefined);
    const running = this.#publish(messageId).finally(() => {
      if (this.#running.get(messageId) === running) this.#running.delete(messageId);
    });
    this.#running.set(messageId, running);
    return await running;
  }

  async #publish(messageId: string): Promise<PublishOutcome> {
    const tried: { channel?: string } = {};
    try {
      return await this.#bring(messageId, tried);
    } catch (error) {
      const outcome = outcomeOf(error);
      if (error instanceof SlackCallError && error.problem.kind === 'refused') {
        await this.#recordProblem(messageId, error.problem.message);
        this.#options.log.error(
          { message: messageId, problem: error.problem.message },
          'a message is not up to date in Slack',
        );
        // A courtesy that Slack refuses is not tried for ever: the plan itself stands where everybody sees it.
        if (messageId.startsWith('page/')) return { failed: true, problem: error.problem.message };
        if (tried.channel !== undefined && isRepairable(error))
          return this.#troubles.refused(tried.channel, messageId, error.problem.message);
      }
      return outcome;
    }
  }

  async #bring(messageId: string, tried: { channel?: string }): Promise<PublishOutcome> {
    const { store, caller } = this.#options;
    const record = await store.loadMessage(messageId);
    if (record === undefined) return published;
    const place = await this.#place(record);
    // Its thread has no root yet: recording that one marks this one due again.
    if (place === 'no-root') return published;
    const trouble = this.#troubles.waitFor(place.channel, messageId);
    if (trouble !== undefined) return trouble;
    tried.channel = place.channel;
    if (record.kind === 'chart') return await publishChart(record, place, this.#options);
    if (record.state === 'posting') {
      const earlier = await lookForEarlier(record, place, isMessage(record.id), this.#options);
      if (earlier === 'found') return await this.#bring(messageId, tried);
      if (earlier !== 'settled') return earlier;
    }
    const rates = record.ts === undefined ? postRates(place.channel) : editRates(messageId);
    const before = await renderMessage(record, this.#options);
    if (before === undefined || (await this.#isUpToDate(record, before, rates))) return published;
    if (await isOldNews(record, before, this.#options)) return published;
    await caller.turn(`publish/${messageId}`, rates, maxWaitMs, rankOf(record, before));
    // Its turn has come: what the store says now is what is sent.
    const newest = (await store.loadMessage(messageId)) ?? record;
    // Another bot began meanwhile: the lease had run out.
    if (newest.state === 'posting' && record.state !== 'posting') throw postedElsewhere();
    const desired = await renderMessage(newest, this.#options);
    if (desired === undefined) return published;
    const behind = saysBehind.has(record.kind) && caller.isBehind(rates);
    const view = behind ? behindLine(desired.view, this.#options.now()) : desired.view;
    const shown =
      newest.ts === undefined
        ? await this.#post(newest, place, view)
        : await this.#update(newest, { channel: newest.channel, ts: newest.ts }, place, view);
    this.#troubles.worked(place.channel);
    const hash = `${hashOf(desired.view)}${behind ? behindMark : ''}`;
    if (shown !== undefined) await store.recordShown(messageId, { ...shown, hash });
    await this.#comeBack(messageId, behind ? this.#options.now() + behindAgainMs : desired.changesAt);
    return published;
  }

  /** Not while an earlier post is in doubt: `posting` is the memory that it has to be looked for. */
  async #recordProblem(messageId: string, problem: string): Promise<void> {
    const record = await this.#options.store.loadMessage(messageId);
    if (record?.state !== 'posting') await this.#options.store.recordMessageProblem(messageId, problem);
  }

  async #isUpToDate(
    record: MessageRecord,
    desired: DesiredMessage,
    rates: readonly Rate[],
  ): Promise<boolean> {
    if (record.ts === undefined) return false;
    const hash = hashOf(desired.view);
    if (record.shownHash === `${hash}${behindMark}` && this.#options.caller.isBehind(rates)) {
      await this.#comeBack(record.id, this.#options.now() + behindAgainMs);
      return true;
    }
    if (record.shownHash !== hash) return false;
    await this.#comeBack(record.id, desired.changesAt);
    return true;
  }

  /** What it shows changes by itself at `at`. */
  async #comeBack(messageId: string, at: number | undefined): Promise<void> {
    if (at === undefined) return;
    const inMs = Math.max(0, at - this.#options.now());
    await this.#options.store.markDue([{ kind: 'publish', key: messageId, inMs }]);
  }

  async #place(record: MessageRecord): Promise<Place | 'no-root'> {
    if (record.threadOf === undefined) return { channel: await this.#options.channels.id(record.channel) };
    const root = await this.#options.store.loadMessage(record.threadOf);
    if (root?.ts === undefined) return 'no-root';
    return { channel: root.channel, threadTs: root.ts };
  }

  async #post(record: MessageRecord, place: Place, view: MessageView) {
    const { store, now } = this.#options;
    const at = now();
    const begun = await store.beginPosting(record.id, at);
    if (begun === 'shown') return undefined;
    // An earlier attempt that could not be looked for stands on the record that was read; any other is another bot's.
    if (begun === 'again' && record.state !== 'posting') throw postedElsewhere();
    // This process stood still: the lease may have run out since, and the message be posted by whoever has it now.
    if (now() - at > stillMs) throw postedElsewhere();
    try {
      return await postMessage(this.#sender, record, place, view);
    } catch (error) {
      // Only a lost answer leaves the doubt whether it stands in Slack.
      if (error instanceof SlackCallError && error.problem.kind !== 'lost')
        await store.recordNotPosted(record.id);
      throw error;
    }
  }

  async #update(record: MessageRecord, at: { channel: string; ts: string }, place: Place, view: MessageView) {
    try {
      await updateMessage(this.#sender, record, at, view);
      return at;
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined || !goneErrors.has(code)) throw error;
      return await this.#replace(record, at, place, view, code);
    }
  }

  /** Somebody deleted the message, or Slack does not let it be edited any more: a new one goes on, and says so. */
  async #replace(record: MessageRecord, at: { ts: string }, place: Place, view: MessageView, code: string) {
    const since = Math.floor(Number(at.ts) * 1000);
    const isOther = isMessage(record.id);
    const found = await findPosted(
      this.#options.caller,
      place,
      since,
      (message) => message.ts !== at.ts && isOther(message),
    );
    if (typeof found === 'object') {
      await updateMessage(this.#sender, record, { channel: place.channel, ts: found.ts }, view);
      return { channel: place.channel, ts: found.ts };
    }
    this.#options.log.warn(
      { message: record.id, problem: code },
      'a message cannot be edited in Slack: posted anew',
    );
    const reason = code === 'message_not_found' ? 'was deleted in Slack' : 'cannot be edited any more';
    const notice = section('replaces', `The earlier message ${reason}; this one goes on.`);
    return await postMessage(this.#sender, record, place, {
      text: view.text,
      blocks: [...view.blocks, notice],
    });
  }
}

/** Nothing is sent; whoever comes next looks in the channel first. */
function postedElsewhere(): SlackCallError {
  return new SlackCallError({ kind: 'lost', message: 'another bot may be posting the same message' });
}

function hashOf(view: MessageView): string {
  return createHash('sha256').update(JSON.stringify(view)).digest('hex');
}
