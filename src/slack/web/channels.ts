import { methodRate } from './slack-rates.ts';
import type { SlackCaller } from './slack-caller.ts';
import { SlackCallError } from './slack-problem.ts';

const channelId = /^[CGD][A-Z0-9]{5,}$/;
const userId = /^[UW][A-Z0-9]{2,}$/;
const openRate = methodRate('conversations.open');
const listRate = methodRate('conversations.list');
const joinRate = methodRate('conversations.join');
/** Pages of a thousand: a workspace with more channels should name the channel by its id. */
const maxPages = 20;
const maxWaitMs = 5000;

/** Names of channels → Slack's ids, and the way into a public channel. */
export class Channels {
  readonly #caller: SlackCaller;
  readonly #ids = new Map<string, string>();
  #listing: Promise<void> | undefined;

  constructor(caller: SlackCaller) {
    this.#caller = caller;
  }

  /** `#incidents`, `incidents`, an id, or a person's id → the channel's id. @throws {SlackCallError} `refused` channel_not_found when there is none */
  async id(nameOrId: string): Promise<string> {
    if (channelId.test(nameOrId)) return nameOrId;
    if (userId.test(nameOrId)) return this.#direct(nameOrId);
    const name = nameOrId.replace(/^#/, '').toLowerCase();
    if (!this.#ids.has(name)) {
      this.#listing ??= this.#list().finally(() => (this.#listing = undefined));
      await this.#listing;
    }
    const id = this.#ids.get(name);
    if (id !== undefined) return id;
    throw new SlackCallError({
      kind: 'refused',
      code: 'channel_not_found',
      message: `Slack shows no channel ${nameOrId}: is it archived, or private and the app not invited? (/invite it, or write the channel's id in the config)`,
    });
  }

  /** The direct conversation with a person; needs im:write. @see https://docs.slack.dev/reference/methods/conversations.open */
  async #direct(user: string): Promise<string> {
    const known = this.#ids.get(user);
    if (known !== undefined) return known;
    await this.#caller.turn(`open/${user}`, [openRate], maxWaitMs);
    const answer = await this.#caller.call('conversations.open', openRate, (client) =>
      client.conversations.open({ users: user }),
    );
    const id = answer.channel?.id;
    if (id === undefined)
      throw new SlackCallError({ kind: 'lost', message: 'Slack told no id for the conversation' });
    this.#ids.set(user, id);
    return id;
  }

  /** Public channels only; a private one needs an invitation. @throws {SlackCallError} */
  async join(channel: string): Promise<void> {
    await this.#caller.turn(`join/${channel}`, [joinRate], maxWaitMs);
    await this.#caller.call('conversations.join', joinRate, (client) =>
      client.conversations.join({ channel }),
    );
  }

  async #list(): Promise<void> {
    try {
      await this.#listTypes('public_channel,private_channel');
    } catch (error) {
      // Without groups:read the public ones can still be seen.
      if (
        !(error instanceof SlackCallError) ||
        error.problem.kind !== 'refused' ||
        error.problem.code !== 'missing_scope'
      )
        throw error;
      await this.#listTypes('public_channel');
    }
  }

  async #listTypes(types: string): Promise<void> {
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      await this.#caller.turn('conversations.list', [listRate], maxWaitMs);
      const from = cursor;
      const answer = await this.#caller.call('conversations.list', listRate, (client) =>
        client.conversations.list({
          types,
          exclude_archived: true,
          limit: 1000,
          ...(from !== undefined && { cursor: from }),
        }),
      );
      for (const { id, name } of answer.channels ?? []) {
        if (id !== undefined && name !== undefined) this.#ids.set(name.toLowerCase(), id);
      }
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') return;
    }
  }
}
