/** What an alert's expression said before an action and says now; context/ reads it. */
export interface AlertChange {
  alert: string;
  comparison?: string | undefined;
  threshold?: number | undefined;
  looksBackMs: number;
  before: { holds: boolean; value?: number };
  now: { holds: boolean; value?: number };
}

export type AlertJudgement = 'over' | 'better' | 'same' | 'worse';

/** A change of less than this share of the value before is noise. */
const noise = 0.1;
/** Until Prometheus has scraped and evaluated once more: twice its default interval of a minute would be late for most. */
const scrapeMs = 30_000;

/** Whether an alert that held before an action is over, and if not, which way its value went. */
export function judgeAlertChange({ comparison, threshold, before, now }: AlertChange): AlertJudgement {
  if (!now.holds) return 'over';
  // Where the other side is a series too, one side alone tells nothing.
  if (threshold === undefined || before.value === undefined || now.value === undefined) return 'same';
  const change = now.value - before.value;
  if (Math.abs(change) <= noise * Math.max(Math.abs(before.value), Number.MIN_VALUE)) return 'same';
  // Only of these it is known which way is ill.
  if (comparison === '>' || comparison === '>=') return change > 0 ? 'worse' : 'better';
  if (comparison === '<' || comparison === '<=') return change < 0 ? 'worse' : 'better';
  return 'same';
}

/** From when on an expression can tell what an action at `since` did. */
export function tellsFrom({ looksBackMs }: AlertChange, since: number): number {
  return since + looksBackMs + scrapeMs;
}

/** `CheckoutErrorRateHigh is over (0.34 before, 0.02 now, fires > 0.1)` */
export function alertChangeInWords(change: AlertChange): string {
  const { alert, before, now, comparison, threshold } = change;
  const numbers =
    comparison === undefined || threshold === undefined
      ? []
      : [
          ...(before.value === undefined ? [] : [`${rounded(before.value)} before`]),
          ...(now.value === undefined ? [] : [`${rounded(now.value)} now`]),
          `fires ${comparison} ${rounded(threshold)}`,
        ];
  const state = now.holds ? 'still holds' : 'is over';
  return `${alert} ${state}${numbers.length === 0 ? '' : ` (${numbers.join(', ')})`}`;
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)));
}
