import type { Alert } from '../../model/alert.ts';
import type { AlertmanagerClient, WholeSilence } from '../../telemetry/alertmanager/alertmanager-client.ts';

/** What silences are planned, made and looked for with: the cluster's Alertmanager and the record of alerts. */
export interface SilenceTools {
  alertmanager: Pick<AlertmanagerClient, 'alerts' | 'silencesOfAll' | 'setSilence' | 'expireSilence'>;
  /** The cluster's alerts that fired since then, from our own record, newest first; `more`: there were too many. */
  recorded: (sinceMs: number) => Promise<{ alerts: readonly Alert[]; more: boolean }>;
  /** No silence may end later than so long from now, in milliseconds. */
  longestMs: number;
  /** From so many live alerts on a silence is broad. */
  broadFrom: number;
  /** `ana@example.com (Slack U012ABC)`: the author of what is created. */
  author: string;
}

/** One question to Alertmanager. */
export const silenceTimeoutMs = 5_000;

/** Whether this silence still does or will do something. */
export function isRunning(silence: WholeSilence): boolean {
  return silence.state !== 'expired';
}
