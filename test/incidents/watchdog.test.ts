import { describe, expect, it } from 'vitest';
import {
  judgeWatchdog,
  watchdogHeard,
  watchdogIncidentKey,
  watchdogLimit,
  type WatchdogDecision,
} from '../../src/incidents/watchdog.ts';
import { resolveByHand } from '../../src/incidents/transitions.ts';
import type { Watchdog } from '../../src/model/watchdog.ts';
import { PlainStore, start } from './fixtures.ts';

const minute = 60_000;
const quietAfterMs = 10 * minute;
const sender = { source: 'alertmanager', cluster: 'prod' };

/** Heard by webhook at these minutes. */
function heardAt(...minutes: readonly number[]): Watchdog {
  const last = minutes.reduce<Watchdog | undefined>(
    (before, at) => watchdogHeard(before, { ...sender, at: start + at * minute, from: 'webhook' }),
    undefined,
  );
  if (last === undefined) throw new Error('never heard');
  return last;
}

class Watched extends PlainStore {
  judge(watchdog: Watchdog, at: number, startedAt: number = start - 1_000 * minute): WatchdogDecision {
    const incident = [...this.incidents.values()].at(-1);
    const snapshot = incident && { incident, alerts: [...this.alerts.values()], context: undefined };
    const judged = judgeWatchdog(watchdog, snapshot, {
      ...this.options(start + at * minute),
      quietAfterMs,
      startedAt,
    });
    for (const row of judged.decision?.alerts ?? []) this.alerts.set(String(row.startsAt), row);
    for (const one of judged.decision?.opened ?? []) this.put({ ...one, number: this.incidents.size + 1 });
    for (const one of judged.decision?.changed ?? []) this.put(one);
    return judged;
  }
}

describe('the period', () => {
  it.each([
    ['of one that came once is the config', [0], 10],
    ['that is short leaves the config', [0, 1, 2], 10],
    ['of four hours is learned from the repetition', [0, 240], 480],
    ['is not stretched by one outage', [0, 30, 60, 400, 430], 60],
    ["is not taken from a replica's copy", [0, 0.25, 30, 30.25], 59.5],
  ])('%s', (_name, minutes, limit) => {
    expect(watchdogLimit(heardAt(...minutes), quietAfterMs)).toBe(limit * minute);
  });

  it('is not learned from the list, and nothing goes back in time', () => {
    const once = heardAt(5);
    expect(watchdogHeard(once, { ...sender, at: start + 90 * minute, from: 'list' }).gaps).toEqual([]);
    expect(watchdogHeard(once, { ...sender, at: start, from: 'webhook' })).toBe(once);
  });
});

describe('a quiet Watchdog', () => {
  it('is waited for as long as its limit, then makes one loud card', () => {
    const store = new Watched();
    expect(store.judge(heardAt(0), 4)).toEqual({ againInMs: 6 * minute });
    const { decision } = store.judge(heardAt(0), 10);
    expect(store.only()).toMatchObject({
      key: watchdogIncidentKey(sender as Watchdog),
      title: 'Monitoring is blind since 20:41 UTC: no Watchdog from alertmanager for prod',
      subject: { kind: 'Cluster', name: 'prod' },
      severity: 'critical',
      state: 'firing',
      openedAt: start,
    });
    expect(decision?.messages?.map(({ kind }) => kind)).toEqual(['card']);
    expect(decision?.audit?.map(({ kind }) => kind)).toEqual(['incident-opened']);
    expect(store.judge(heardAt(0), 11).decision).toBeUndefined();
    expect(store.judge(heardAt(0), 600).decision).toBeUndefined();
  });

  it('ends the card when it comes back, with a quiet line', () => {
    const store = new Watched();
    store.judge(heardAt(0), 10);
    const { decision } = store.judge(heardAt(0, 12), 12);
    expect(store.only()).toMatchObject({
      state: 'resolved',
      title: 'Monitoring was blind from 20:41 UTC to 20:53 UTC: no Watchdog from alertmanager for prod',
    });
    expect(decision?.messages?.map(({ kind, text }) => [kind, text])).toEqual([
      ['note', 'Monitoring sees again: Watchdog from alertmanager for prod is back after 12 minutes'],
    ]);
    expect(store.judge(heardAt(0, 12), 13).decision).toBeUndefined();
  });

  it('wakes the channel on the same card when it goes quiet again', () => {
    const store = new Watched();
    store.judge(heardAt(0), 10);
    store.judge(heardAt(0, 12), 12);
    const { decision } = store.judge(heardAt(0, 12), 40);
    expect(store.only()).toMatchObject({ state: 'firing', reopenedCount: 1 });
    expect(decision?.messages?.map(({ kind }) => kind)).toEqual(['card', 'wake']);
  });

  it('is told once, also after somebody resolved it by hand or it was closed', () => {
    const store = new Watched();
    store.judge(heardAt(0), 10);
    const moved = resolveByHand(store.only(), { person: 'U1' }, start + 11 * minute);
    if ('late' in moved) throw new Error(moved.late);
    store.put(moved.incident);
    expect(store.judge(heardAt(0), 60).decision).toBeUndefined();
    store.put({ ...store.only(), state: 'closed' });
    expect(store.judge(heardAt(0), 3_000).decision).toBeUndefined();
  });

  it('is not blamed for the time in which the bot did not run', () => {
    const store = new Watched();
    expect(store.judge(heardAt(0), 65, start + 60 * minute)).toEqual({ againInMs: 5 * minute });
    expect(store.judge(heardAt(0), 70, start + 60 * minute).decision).toBeDefined();
  });

  it('that Alertmanager told to be over is blind at once', () => {
    expect(new Watched().judge({ ...heardAt(0), ended: true }, 1).decision?.opened).toHaveLength(1);
  });
});
