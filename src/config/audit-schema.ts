import { z } from 'zod';
import { clockTime, zone } from './time-window-schema.ts';

/** Where heads of the audit go, so that its tail can be proven later. */
export const auditSchema = z.strictObject({
  /** A name with # or a channel id. Absent: no head is posted by itself; `/mw audit head` posts where it is typed. */
  channel: z.string().min(2).optional(),
  /** When the day's head is posted, by the clock on the wall. */
  postHeads: z
    .strictObject({
      at: clockTime.default('09:00'),
      zone: zone.default('UTC'),
    })
    .prefault({}),
});
