import type { ActionRequest } from '../../model/action-request.ts';
import { dateToken } from '../text/date-token.ts';
import { foreignText } from '../text/foreign-text.ts';
import type { PersonName } from './message-view.ts';

/** On a plan: who may carry it out alone, until when and why; or that they did. */
export function breakGlassLines(
  { breakGlass, state }: Pick<ActionRequest, 'breakGlass' | 'state'>,
  personName: PersonName,
  now: number,
): string[] {
  if (breakGlass === undefined) return [];
  const who = foreignText(personName(breakGlass.person), 80);
  const why = foreignText(breakGlass.reason, 600);
  if (breakGlass.usedAt !== undefined)
    return [`🚨 *Break-glass* by ${who} ${dateToken(breakGlass.usedAt)}, without an approval: ${why}`];
  if (state !== 'awaiting-approval') return [];
  return breakGlass.expiresAt <= now
    ? [`*Break-glass* was open to ${who} until ${dateToken(breakGlass.expiresAt)}: ${why}`]
    : [
        `🚨 *Break-glass* is open to ${who} until ${dateToken(breakGlass.expiresAt)} (their own Approve counts): ${why}`,
      ];
}

/** When the words above change by themselves, if they do. */
export function breakGlassEndsAt({
  breakGlass,
  state,
}: Pick<ActionRequest, 'breakGlass' | 'state'>): number | undefined {
  const waits = state === 'awaiting-approval' && breakGlass?.usedAt === undefined;
  return waits ? breakGlass?.expiresAt : undefined;
}
