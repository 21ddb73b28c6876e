import type { ObjectStore } from '../registry/object-store.ts';

const defaultWaitMs = 20_000;
/** Some conditions hold without a stored change (a request arrived, time passed). */
const pollMs = 50;

/** Resolves when the condition holds, looked at after each change; rejects when it throws or the time is up. */
export function waitUntil(
  store: ObjectStore,
  condition: () => boolean,
  { timeoutMs = defaultWaitMs, describe }: { timeoutMs?: number; describe?: () => string },
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let stopListening = (): void => undefined;
    const finish = (): void => {
      stopListening();
      clearInterval(polling);
      clearTimeout(timer);
    };
    const look = (): void => {
      try {
        if (!condition()) return;
        finish();
        resolve();
      } catch (error) {
        finish();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const polling = setInterval(look, pollMs);
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`not within ${timeoutMs} ms: ${describe?.() ?? condition.toString()}`));
    }, timeoutMs);
    stopListening = store.onChange(look);
    look();
  });
}
