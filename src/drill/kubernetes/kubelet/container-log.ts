import type { LogRecord } from '../http/pod-log.ts';

/** How many lines of one run are kept; a kubelet rotates at 10 MiB. */
const keptLines = 5000;

/** What one run of a container wrote. */
export class ContainerLog {
  readonly #records: LogRecord[] = [];
  readonly #followers = new Set<(record: LogRecord) => void>();

  get records(): LogRecord[] {
    return [...this.#records];
  }

  write(at: number, text: string): void {
    const record = { at, text };
    this.#records.push(record);
    if (this.#records.length > keptLines) this.#records.shift();
    for (const follower of this.#followers) follower(record);
  }

  follow(listener: (record: LogRecord) => void): () => void {
    this.#followers.add(listener);
    return () => this.#followers.delete(listener);
  }
}
