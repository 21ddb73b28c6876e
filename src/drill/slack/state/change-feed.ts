/** Tells listeners that something changed, and waits for a condition without polling. */
export type ChangeFeed = {
  changed(): void;
  onChange(listener: () => void): () => void;
  waitFor<T>(
    probe: () => T | undefined | null | false,
    options?: { readonly timeoutMs?: number; readonly what?: string },
  ): Promise<T>;
  /** Rejects everybody who still waits. */
  close(): void;
};

/** Long enough for a machine that is busy with ten other things. */
const defaultWaitMs = 15_000;

/** @param describe What to add to the message of a wait that ended in vain: the last calls, say. */
export function createChangeFeed(describe: () => string): ChangeFeed {
  const listeners = new Set<() => void>();
  const waiting = new Set<(reason: string) => void>();
  const onChange = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    changed: () => {
      for (const listener of [...listeners]) listener();
    },
    onChange,
    waitFor: (probe, options = {}) =>
      new Promise((resolve, reject) => {
        const { timeoutMs = defaultWaitMs, what = 'the condition' } = options;
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(giveUp);
          stop();
        };
        const giveUp = (reason: string): void => {
          end();
          reject(new Error(`${what}: ${reason}. ${describe()}`));
        };
        const look = (): void => {
          try {
            const value = probe();
            if (value === undefined || value === null || value === false) return;
            end();
            resolve(value);
          } catch (error) {
            end();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        const timer = setTimeout(() => giveUp(`did not come true in ${timeoutMs} ms`), timeoutMs);
        const stop = onChange(look);
        waiting.add(giveUp);
        look();
      }),
    close: () => {
      for (const giveUp of [...waiting]) giveUp('the workspace stopped');
      listeners.clear();
    },
  };
}
