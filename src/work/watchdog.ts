import type { IntakeOptions } from '../incidents/intake-options.ts';
import { judgeWatchdog, watchdogIncidentKey } from '../incidents/watchdog.ts';
import { watchdogKey } from '../model/watchdog.ts';
import type { Logger } from '../observe/logger.ts';
import type { Store } from '../store/store.ts';
import { finished, type WorkHandler } from './worker.ts';

export interface WatchdogTools {
  store: Pick<Store, 'listWatchdogs' | 'findIncidentByKey' | 'applyDecision'>;
  options: Omit<IntakeOptions, 'now'>;
  /** Quiet for longer than this and than twice its period: monitoring is blind. Milliseconds. */
  quietAfterMs: number;
  startedAt: number;
  now: () => number;
  log: Logger;
}

/** Somebody else changed the incident meanwhile. */
const againMs = 200;

/** Says that monitoring is blind when the alert that always fires is quiet, and that it sees again. */
export function createWatchdog(tools: WatchdogTools): WorkHandler {
  return async (key) => {
    const watchdog = (await tools.store.listWatchdogs()).find((one) => watchdogKey(one) === key);
    if (watchdog === undefined) return finished;
    const { quietAfterMs, startedAt } = tools;
    const snapshot = await tools.store.findIncidentByKey(watchdogIncidentKey(watchdog));
    const judged = judgeWatchdog(watchdog, snapshot, {
      ...tools.options,
      quietAfterMs,
      startedAt,
      now: tools.now(),
    });
    if (judged.decision === undefined) return { againInMs: judged.againInMs };
    if ((await tools.store.applyDecision(judged.decision)) === 'conflict') return { againInMs: againMs };
    const [incident] = [...judged.decision.opened, ...judged.decision.changed];
    tools.log.warn({ watchdog: key, state: incident?.state }, incident?.title ?? 'watchdog');
    return { againInMs: judged.againInMs };
  };
}
