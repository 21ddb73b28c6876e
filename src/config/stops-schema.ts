import { z } from 'zod';
import { actionNames } from '../model/action.ts';
import { duration } from './duration.ts';
import { localTime, weeklyTime, zone } from './time-window-schema.ts';

export const approvals = z
  .strictObject({
    /** `approvers`: each who may approve gets a direct message while a plan waits. */
    page: z.enum(['nobody', 'approvers']).default('nobody'),
  })
  .prefault({});

/** A time without actions: once, or every week. */
export const calendarFreeze = z
  .strictObject({
    name: z.string().min(1).max(80),
    /** Shown to whoever is refused. */
    reason: z.string().min(1).max(500),
    zone,
    /** Once: `2026-12-24 00:00`, by the wall clock of the zone. */
    from: localTime.optional(),
    to: localTime.optional(),
    /** Every week: `{ from: "fri 18:00", to: "mon 08:00" }`. */
    weekly: z.strictObject({ from: weeklyTime, to: weeklyTime }).optional(),
    clusters: z.array(z.string()).min(1).optional(),
    namespaces: z.array(z.string()).min(1).optional(),
    /** Actions that may start all the same. */
    except: z.array(z.enum(actionNames)).default([]),
  })
  .refine(
    ({ from, to, weekly }) =>
      weekly === undefined ? from !== undefined && to !== undefined : from === undefined && to === undefined,
    {
      error: 'write from and to, or weekly, not both',
    },
  )
  .refine(
    ({ from, to }) => from === undefined || to === undefined || from.replace('T', ' ') < to.replace('T', ' '),
    {
      path: ['to'],
      error: 'ends before it begins',
    },
  );

/** So many executions within a time; `off`: no limit. */
const breaker = (executions: number, within: string) =>
  z
    .union([
      z.literal('off'),
      z.strictObject({ executions: z.int().min(1).max(1000).default(executions), within: duration(within) }),
    ])
    .prefault({})
    .transform((limit) =>
      limit === 'off' ? undefined : { executions: limit.executions, withinMs: limit.within },
    );

/** What stops a series of actions. */
export const breakers = z
  .strictObject({
    /** Of one person who asks. */
    person: breaker(30, '10m'),
    /** On one object, and after a verdict *worse* there: then somebody who took no part has to approve. */
    object: breaker(10, '1h'),
  })
  .prefault({})
  .transform(({ person, object }) => ({
    ...(person !== undefined && { person }),
    ...(object !== undefined && { object }),
  }));
