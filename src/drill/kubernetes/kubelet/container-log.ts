import type { LogRecord } from '../http/pod-log.ts';

/** How many lines of one run are kept; a kubelet rotates at 10 MiB. */
const keptLines = 5000;

/** What one run of a container wrote. */
export class ContainerLog {
  readonly #records: LogRecord[] = [];
  readonly #followers = new Map<(record: LogRecord) => void, () => void>();
  #closed = false;

  get records(): LogRecord[] {
    return [...this.#records];
  }

  write(at: number, text: string): void {
    const record = { at, text };
    this.#records.push(record);
    if (this.#records.length > keptLines) this.#records.shift();
    for (const follower of this.#followers.keys()) follower(record);
  }

  /** Tells each further line, then `ended` when the run is over (at once when it is already); the answer stops it. */
  follow(listener: (record: LogRecord) => void, ended: () => void): () => void {
    if (this.#closed) ended();
    else this.#followers.set(listener, ended);
    return () => this.#followers.delete(listener);
  }

  /** The run is over: nothing more comes. */
  close(): void {
    this.#closed = true;
    for (const ended of this.#followers.values()) ended();
    this.#followers.clear();
  }
}
