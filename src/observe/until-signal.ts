import type { Logger } from './logger.ts';

/** Resolves with the name of the first signal that asks the process to end. */
export async function untilSignal(log: Logger): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => {
        log.debug({ signal }, 'signal');
        resolve(signal);
      });
    }
  });
}
