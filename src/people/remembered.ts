/** How old an answer may be. */
export interface Ages {
  /** Used without asking again, in milliseconds. */
  freshMs: number;
  /** Used when Slack cannot be asked, in milliseconds. */
  staleMs: number;
}

interface Entry<Value> {
  value: Value;
  at: number;
}

/** Answers of Slack by key, with their age. Bounded: the oldest go first. */
export class Remembered<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #asking = new Map<string, Promise<Value>>();
  readonly #ages: Ages;
  readonly #now: () => number;
  readonly #most: number;

  constructor(options: Ages & { now: () => number; most: number }) {
    this.#ages = options;
    this.#now = options.now;
    this.#most = options.most;
  }

  /** What is known, if it is not too old to be used at all. */
  known(key: string): Value | undefined {
    return this.#younger(key, this.#ages.staleMs)?.value;
  }

  values(): Value[] {
    return [...this.#entries.keys()].flatMap((key) => this.#younger(key, this.#ages.staleMs)?.value ?? []);
  }

  /** Nothing is known of it any more, nor is an answer that is on its way taken. */
  forget(key: string): void {
    this.#entries.delete(key);
    this.#asking.delete(key);
  }

  /** @throws what `ask` throws when nothing young enough is known */
  async get(key: string, ask: () => Promise<Value>): Promise<Value> {
    const fresh = this.#younger(key, this.#ages.freshMs);
    if (fresh !== undefined) return fresh.value;
    try {
      return await this.#ask(key, ask);
    } catch (error) {
      const stale = this.#younger(key, this.#ages.staleMs);
      if (stale === undefined) throw error;
      return stale.value;
    }
  }

  #younger(key: string, ageMs: number): Entry<Value> | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && this.#now() - entry.at < ageMs ? entry : undefined;
  }

  /** One question at a time for a key. */
  async #ask(key: string, ask: () => Promise<Value>): Promise<Value> {
    const running = this.#asking.get(key);
    if (running !== undefined) return running;
    const asking = ask().then((value) => {
      if (this.#asking.get(key) === asking) this.#keep(key, value);
      return value;
    });
    this.#asking.set(key, asking);
    return asking.finally(() => {
      if (this.#asking.get(key) === asking) this.#asking.delete(key);
    });
  }

  #keep(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, at: this.#now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest);
  }
}
