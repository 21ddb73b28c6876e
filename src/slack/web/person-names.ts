import type { PersonName } from '../views/message-view.ts';
import type { SlackCaller } from './slack-caller.ts';
import { methodRate } from './slack-rates.ts';

const rate = methodRate('users.info');
/** A name changes seldom; a failed look-up (no users:read, Slack down) is tried again sooner. */
const keepMs = 6 * 60 * 60 * 1000;
const keepFailureMs = 60_000;
/** A name is not worth holding a card back for longer. */
const patienceMs = 1500;
const maxNames = 5000;

export interface PersonNamesOptions {
  caller: SlackCaller;
  now: () => number;
  /** The name to show when Slack tells none: the mapped Kubernetes user. */
  fallback: (slackUser: string) => string | undefined;
}

/** Display names of Slack users, so that messages can name people without pinging them. */
export class PersonNames {
  readonly #names = new Map<string, { name: string | undefined; until: number }>();
  readonly #asking = new Map<string, Promise<void>>();
  readonly #options: PersonNamesOptions;

  constructor(options: PersonNamesOptions) {
    this.#options = options;
  }

  /** Looks the people up, at most `patienceMs`, and gives a function that names them (the id when nothing is known). */
  async load(slackUsers: Iterable<string>): Promise<PersonName> {
    const now = this.#options.now();
    const missing = [...new Set(slackUsers)].filter((user) => (this.#names.get(user)?.until ?? 0) <= now);
    if (missing.length > 0) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
      await Promise.race([Promise.all(missing.map((user) => this.#ask(user))), patience]);
      clearTimeout(timer);
    }
    return (slackUser) => this.#names.get(slackUser)?.name ?? this.#options.fallback(slackUser) ?? slackUser;
  }

  #ask(user: string): Promise<void> {
    const running = this.#asking.get(user);
    if (running !== undefined) return running;
    const asking = this.#look(user)
      .then(
        (name) => this.#keep(user, name, keepMs),
        // Named by the fallback until the next try: a missing name is no reason to hold a message back.
        () => this.#keep(user, this.#names.get(user)?.name, keepFailureMs),
      )
      .finally(() => this.#asking.delete(user));
    this.#asking.set(user, asking);
    return asking;
  }

  #keep(user: string, name: string | undefined, milliseconds: number): void {
    if (this.#names.size >= maxNames) this.#names.clear();
    this.#names.set(user, { name, until: this.#options.now() + milliseconds });
  }

  async #look(user: string): Promise<string | undefined> {
    await this.#options.caller.turn(`users.info/${user}`, [rate], patienceMs);
    const answer = await this.#options.caller.call('users.info', rate, (client) =>
      client.users.info({ user }),
    );
    const profile = answer.user?.profile;
    return [profile?.real_name, answer.user?.real_name, profile?.display_name, answer.user?.name].find(
      (name) => name !== undefined && name !== '',
    );
  }
}
