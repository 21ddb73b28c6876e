import type { Incident } from '../../model/incident.ts';
import type { Suppression } from '../../model/upstream.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';

/** More silences than these are counted. */
const most = 2;

/** What Alertmanager lost, as a line; mrkdwn. */
export function lostLines({ upstream, firingCount }: Incident): string[] {
  const lost = upstream?.lost?.length ?? 0;
  if (lost === 0 || upstream === undefined) return [];
  const since = Math.min(...(upstream.lost ?? []).flatMap((one) => upstream.missing[one] ?? []));
  const which = lost >= firingCount ? (lost === 1 ? 'it' : 'them') : `${lost} of ${firingCount} alerts`;
  const when = Number.isFinite(since) ? ` since ${dateToken(since)}` : '';
  return [`⚠️ Alertmanager lost ${which}${when}; Prometheus says: still firing`];
}

/** `🔕 Silenced in Alertmanager by ana until 05:14: known, waits for the fix`, one line a silence; mrkdwn. */
export function suppressionLines({ upstream, firingCount }: Incident): string[] {
  const all = upstream?.suppressed ?? [];
  const lines = all.slice(0, most).map((one) => line(one, firingCount));
  return all.length > most ? [...lines, `🔕 … and ${all.length - most} more silences`] : lines;
}

function line(suppression: Suppression, firingCount: number): string {
  const which =
    suppression.alertCount >= firingCount ? '' : `${suppression.alertCount} of ${firingCount} alerts: `;
  if (suppression.by === 'inhibition') {
    return `🔕 ${which}Inhibited in Alertmanager by ${foreignText(suppression.inhibitors.join(', '), 200)}`;
  }
  const { createdBy, comment, endsAt } = suppression;
  const why = comment.trim() === '' ? 'no reason given' : foreignText(comment, 200);
  return `🔕 ${which}Silenced in Alertmanager by ${foreignText(createdBy, 80)} until ${dateToken(endsAt)}: ${why}`;
}
