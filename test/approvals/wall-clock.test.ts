import { describe, expect, it } from 'vitest';
import { isInWindow, weeklySpans } from '../../src/approvals/wall-clock.ts';

const office = { days: ['mon-fri'], from: '09:00', to: '18:00', zone: 'Europe/Berlin' };

describe('a window of some hours', () => {
  it.each([
    // Winter: Berlin is one hour ahead; summer: two.
    ['2026-11-27T07:59:59.999Z', false],
    ['2026-11-27T08:00:00Z', true],
    ['2026-11-27T16:59:59.999Z', true],
    ['2026-11-27T17:00:00Z', false],
    ['2026-07-03T07:00:00Z', true],
    ['2026-07-03T16:00:00Z', false],
    ['2026-11-28T10:00:00Z', false],
  ])('office hours at %s: %s', (at, inside) => {
    expect(isInWindow(office, Date.parse(at))).toBe(inside);
  });

  it.each([
    ['2026-11-27T20:59:00Z', false],
    ['2026-11-27T21:00:00Z', true],
    // Saturday morning belongs to the night that began on Friday.
    ['2026-11-28T04:59:00Z', true],
    ['2026-11-28T05:00:00Z', false],
    ['2026-11-28T21:30:00Z', false],
    // Sunday to Monday: the night began on Sunday, which is not named.
    ['2026-11-30T03:00:00Z', false],
  ])('nights of weekdays at %s: %s', (at, inside) => {
    const nights = { days: ['mon-fri'], from: '22:00', to: '06:00', zone: 'Europe/Berlin' };
    expect(isInWindow(nights, Date.parse(at))).toBe(inside);
  });

  it.each([
    ['whole days', { days: ['sat', 'sun'], from: '00:00', to: '24:00' }, '2026-11-28T23:30:00Z', true],
    [
      'over the end of the week',
      { days: ['fri-mon'], from: '10:00', to: '11:00' },
      '2026-11-30T09:30:00Z',
      true,
    ],
    ['not on other days', { days: ['fri-mon'], from: '10:00', to: '11:00' }, '2026-12-01T09:30:00Z', false],
  ])('%s', (_name, window, at, inside) => {
    expect(isInWindow({ ...window, zone: 'Europe/Berlin' }, Date.parse(at))).toBe(inside);
  });
});

describe('the nights when the clock is changed', () => {
  const night = (from: string, to: string) => ({ days: ['sun'], from, to, zone: 'Europe/Berlin' });

  // 2026-03-29: after 01:59:59 comes 03:00:00, which is 01:00 UTC.
  it.each([
    ['02:30', '04:00', '2026-03-29T00:59:59.999Z', false],
    ['02:30', '04:00', '2026-03-29T01:00:00Z', true],
    ['02:30', '04:00', '2026-03-29T02:00:00Z', false],
    ['01:00', '02:30', '2026-03-29T00:59:59.999Z', true],
    ['01:00', '02:30', '2026-03-29T01:00:00Z', false],
  ])('spring, %s to %s at %s: %s', (from, to, at, inside) => {
    expect(isInWindow(night(from, to), Date.parse(at))).toBe(inside);
  });

  // 2026-10-25: 02:00 to 03:00 comes twice, from 00:00 UTC and from 01:00 UTC.
  it.each([
    ['02:30', '04:00', '2026-10-25T00:29:00Z', false],
    ['02:30', '04:00', '2026-10-25T00:30:00Z', true],
    ['02:30', '04:00', '2026-10-25T01:10:00Z', true],
    ['01:00', '02:30', '2026-10-25T00:45:00Z', true],
    ['01:00', '02:30', '2026-10-25T01:29:59Z', true],
    ['01:00', '02:30', '2026-10-25T01:30:00Z', false],
  ])('autumn, %s to %s at %s: %s', (from, to, at, inside) => {
    expect(isInWindow(night(from, to), Date.parse(at))).toBe(inside);
  });

  it('a weekend is 48 hours, 47 in spring and 49 in autumn', () => {
    const hours = (near: string): number | undefined => {
      const at = Date.parse(near);
      const from = { weekday: 6, minute: 0 };
      const spans = weeklySpans(from, { weekday: 1, minute: 0 }, 'Europe/Berlin', at);
      const span = spans.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);
      return span && (span.endsAt - span.startsAt) / 3_600_000;
    };
    expect(['2026-11-28T12:00:00Z', '2026-03-28T12:00:00Z', '2026-10-25T12:00:00Z'].map(hours)).toEqual([
      48, 47, 49,
    ]);
  });

  it('also where half an hour is changed', () => {
    // Lord Howe Island: on 2026-04-05 at 02:00 back to 01:30 (15:00 UTC the day before).
    const window = { days: ['sun'], from: '01:30', to: '02:00', zone: 'Australia/Lord_Howe' };
    const inside = (at: string): boolean => isInWindow(window, Date.parse(at));
    expect(
      ['2026-04-04T14:29Z', '2026-04-04T14:30Z', '2026-04-04T15:20Z', '2026-04-04T15:30Z'].map(inside),
    ).toEqual([false, true, true, false]);
  });
});
