import { z } from 'zod';
import { actionNames } from '../model/action.ts';
import { duration } from './duration.ts';
import { principal, slackUser } from './principal-schema.ts';
import { timeWindow } from './time-window-schema.ts';

const rule = z.strictObject({
  actions: z.array(z.enum(actionNames)).min(1),
  /** Names of clusters; absent: all. */
  clusters: z.array(z.string()).min(1).optional(),
  /** With * as a wildcard. A rule with namespaces never matches nodes. Absent: all, nodes too. */
  namespaces: z.array(z.string()).min(1).optional(),
  /** Who may do without an approval when alone. They must also be entitled to ask by the policy. */
  who: z.array(principal).min(1),
  /** Who looks at it afterwards; never who did it. */
  review: z.array(principal).min(1),
  /** The highest risk of a plan. */
  risk: z.enum(['low', 'medium', 'high']).default('medium'),
  /** true: also what cannot be undone. */
  irreversible: z.boolean().default(false),
});

/** Who may act alone when nobody answers, how often, and how the review of that is asked for. */
export const breakGlassSchema = z.strictObject({
  /** The first that matches by action, cluster and namespace decides alone. Without rules nobody may. */
  rules: z.array(rule).default([]),
  /** So many an hour for each person. */
  perHour: z.int().min(1).max(10).default(2),
  /** So long a permission may be used. */
  expires: duration('5m'),
  /** Slack users that are mentioned when it happens and in reminders. */
  mention: z.array(slackUser).max(10).default([]),
  remind: z
    .strictObject({
      /** Working hours: no reminder comes outside of them. */
      hours: timeWindow.prefault({ days: ['mon-fri'], from: '09:00', to: '17:00', zone: 'UTC' }),
      /** How long after one reminder the next one comes. */
      every: duration('1d'),
    })
    .prefault({}),
});
