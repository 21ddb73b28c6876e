import { describe, expect, it } from 'vitest';
import { calendarFreezeAt, nextCalendarFreeze, runningSpans } from '../../src/approvals/calendar.ts';
import type { CalendarFreeze } from '../../src/model/calendar-freeze.ts';

const weekend: CalendarFreeze = {
  name: 'weekend',
  reason: 'nobody is there',
  zone: 'Europe/Berlin',
  weekly: { from: 'fri 18:00', to: 'mon 08:00' },
  clusters: ['prod'],
  except: ['cordon'],
};
const christmas: CalendarFreeze = {
  name: 'christmas',
  reason: 'sales',
  zone: 'Europe/Berlin',
  from: '2026-12-24 00:00',
  to: '2026-12-27',
  namespaces: ['shop*'],
  except: [],
};
const freezes = [weekend, christmas];
const shop = { action: 'scale', cluster: 'prod', namespace: 'shop-eu' };
const holds = (at: string, place = shop): string | undefined =>
  calendarFreezeAt(freezes, place, Date.parse(at))?.freeze.name;

describe('a freeze of the calendar', () => {
  it.each([
    ['2026-11-27T16:59:59.999Z', undefined],
    ['2026-11-27T17:00:00Z', 'weekend'],
    ['2026-11-29T12:00:00Z', 'weekend'],
    ['2026-11-30T06:59:59.999Z', 'weekend'],
    ['2026-11-30T07:00:00Z', undefined],
    ['2026-12-23T22:59:59Z', undefined],
    ['2026-12-23T23:00:00Z', 'christmas'],
    // Of two the one that ends last is told: the weekend, on Monday.
    ['2026-12-26T12:00:00Z', 'weekend'],
    ['2026-12-28T08:00:00Z', undefined],
  ])('at %s: %s', (at, name) => {
    expect(holds(at)).toBe(name);
  });

  it('holds for its clusters and namespaces, and not for what it excepts', () => {
    const sunday = '2026-11-29T12:00:00Z';
    expect(holds(sunday, { ...shop, cluster: 'staging' })).toBeUndefined();
    expect(holds(sunday, { ...shop, action: 'cordon' })).toBeUndefined();
    const boxing = '2026-12-24T12:00:00Z';
    expect(holds(boxing, { ...shop, namespace: 'billing' })).toBeUndefined();
    const node = { action: 'taint', cluster: 'prod' };
    expect(calendarFreezeAt([christmas], node, Date.parse(boxing))).toBeUndefined();
    expect(calendarFreezeAt([weekend], node, Date.parse(sunday))).toBeDefined();
  });

  it('is as long as the clock on the wall says when it is changed', () => {
    const length = (near: string): number => {
      const [span] = runningSpans([weekend], Date.parse(near));
      return span === undefined ? 0 : (span.endsAt - span.startsAt) / 3_600_000;
    };
    expect([length('2026-03-29T12:00Z'), length('2026-10-25T12:00Z'), length('2026-11-29T12:00Z')]).toEqual([
      61, 63, 62,
    ]);
  });

  it('is seen coming', () => {
    const at = Date.parse('2026-11-27T16:30:00Z');
    const next = nextCalendarFreeze(freezes, shop, at, 3_600_000);
    expect(next).toMatchObject({ freeze: { name: 'weekend' }, startsAt: at + 30 * 60_000 });
    expect(nextCalendarFreeze(freezes, shop, at, 60_000)).toBeUndefined();
    expect(nextCalendarFreeze(freezes, { ...shop, action: 'cordon' }, at, 3_600_000)).toBeUndefined();
  });
});
