import type { BreakGlassPolicy } from '../approvals/decide-break-glass.ts';
import type { ReminderHours } from '../approvals/next-reminder.ts';

/** The config's `breakGlass`, as far as work goes by it. */
export interface BreakGlassSettings extends BreakGlassPolicy {
  /** So many an hour for each person. */
  perHour: number;
  remind: ReminderHours;
}
