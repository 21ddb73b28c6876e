import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstReminderAt, nextInWindow, nextReminderAt } from '../../src/approvals/next-reminder.ts';
import { isInWindow } from '../../src/approvals/wall-clock.ts';

const berlin = { days: ['mon-fri'], from: '09:00', to: '17:00', zone: 'Europe/Berlin' };
const daily = { hours: berlin, every: 86_400_000 };
const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => new Date(time).toISOString();

describe('reminders of a debt', () => {
  it.each([
    ['in the night: when work begins', '2026-11-24T03:00:00+01:00', '2026-11-24T08:00:00.000Z'],
    ['on a Saturday: on Monday', '2026-11-28T12:00:00+01:00', '2026-11-30T08:00:00.000Z'],
    ['during work: an hour later', '2026-11-24T10:00:00+01:00', '2026-11-24T10:00:00.000Z'],
    ['shortly before the end: the next morning', '2026-11-24T16:30:00+01:00', '2026-11-25T08:00:00.000Z'],
    ['on Friday evening: on Monday', '2026-11-27T16:30:00+01:00', '2026-11-30T08:00:00.000Z'],
  ])('the first one, opened %s', (_, opened, reminded) => {
    expect(iso(firstReminderAt(daily, at(opened)))).toBe(reminded);
  });

  it('then once a day, not on Sunday, at the same hour when the clock changes', () => {
    const days = (from: string, count: number): string[] => {
      const found = [at(from)];
      for (let day = 1; day < count; day += 1) found.push(nextReminderAt(daily, found.at(-1) ?? 0));
      return found.map(iso);
    };
    // The clock goes back on 25 October 2026, and forward on 28 March 2027.
    expect(days('2026-10-22T09:00:00+02:00', 4)).toEqual([
      '2026-10-22T07:00:00.000Z',
      '2026-10-23T07:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
      '2026-10-27T08:00:00.000Z',
    ]);
    expect(days('2027-03-25T09:00:00+01:00', 3)).toEqual([
      '2027-03-25T08:00:00.000Z',
      '2027-03-26T08:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
    ]);
  });

  it('is never in the past nor outside of working hours, wherever they are', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
        fc.constantFrom(['mon-fri'], ['sun'], ['fri-mon']),
        (zone, time, days) => {
          const window = { days, from: '09:00', to: '17:00', zone };
          const next = nextInWindow(window, time);
          expect(next).toBeGreaterThanOrEqual(time);
          expect(isInWindow(window, next)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
