import { describe, expect, it } from 'vitest';
import { asksForCards, foldStorm } from '../../src/incidents/fold-storm.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { Storm, Traffic } from '../../src/model/storm.ts';
import type { IntakeDecision } from '../../src/store/store.ts';
import { incidentExample } from '../store/support/examples.ts';

const at = Date.UTC(2026, 10, 24, 3, 12);
const limits = { after: 2, critical: 1 };
const calm: Traffic = { at, channels: [], storms: [] };
const running: Storm = { id: 'storm-0', channel: '#incidents', startedAt: at - 120_000 };

const opening = (id: string, changes: Partial<Incident> = {}): Incident =>
  incidentExample({ id, ...changes });

/** As correlation decides: each has a card and is to be looked at. */
function decision(opened: readonly Incident[], changed: readonly Incident[] = []): IntakeDecision {
  return {
    alerts: [],
    opened,
    changed,
    timeline: [],
    due: opened.map(({ id }) => ({ kind: 'enrich', key: id })),
    messages: opened.map(({ id, channel }) => ({ id: `card/${id}`, kind: 'card', channel, incidentId: id })),
  };
}

function fold(traffic: Traffic, opened: readonly Incident[], changed: readonly Incident[] = []) {
  let ids = 0;
  const folded = foldStorm(decision(opened, changed), traffic, {
    limits,
    newId: () => `storm-${(ids += 1)}`,
    now: at,
  });
  return {
    ...folded,
    cards: (folded.messages ?? []).filter(({ kind }) => kind === 'card').map(({ id }) => id),
    storms: (folded.messages ?? []).filter(({ kind }) => kind === 'storm').map(({ id }) => id),
    looked: (folded.due ?? []).filter(({ kind }) => kind === 'enrich').map(({ key }) => key),
    reasons: (folded.timeline ?? []).map(({ incidentId, text }) => `${incidentId} ${text}`),
  };
}

const foldedBefore = (changes: Partial<NonNullable<Incident['folded']>> = {}): Partial<Incident> => ({
  folded: {
    storm: 'storm-0',
    since: running.startedAt,
    alertName: 'A',
    severity: 'warning',
    reopenedCount: 0,
    ...changes,
  },
});

describe('who gets a card', () => {
  it('all, while few open', () => {
    const { cards, storms, folding, reasons } = fold(calm, [opening('a'), opening('b')]);
    expect({ cards, storms, reasons }).toEqual({ cards: ['card/a', 'card/b'], storms: [], reasons: [] });
    expect(folding?.traffic).toEqual([{ channel: '#incidents', version: 0, cards: [at, at], critical: [] }]);
  });

  it('beyond the limit none: one storm begins, and evidence is not collected for each', () => {
    const { cards, storms, looked, reasons, opened, folding } = fold(
      calm,
      ['a', 'b', 'c', 'd'].map((id) => opening(id)),
    );
    expect(cards).toEqual(['card/a', 'card/b']);
    expect(storms).toEqual(['storm/storm-1']);
    expect(looked).toEqual(['a', 'b']);
    expect(opened.map(({ folded }) => folded?.storm)).toEqual([undefined, undefined, 'storm-1', 'storm-1']);
    expect(reasons).toEqual(
      ['c', 'd'].map(
        (id) =>
          `${id} Folded into the storm in this channel since 03:12 UTC: more than 2 incidents opened within a minute, so it has no card of its own`,
      ),
    );
    expect(folding?.begun).toEqual([{ id: 'storm-1', channel: '#incidents', startedAt: at }]);
    expect(folding?.storms).toEqual(['storm-1']);
  });

  it.each([
    ['a card of the minute before counts', [at - 59_999, at - 10], ['card/a'], false],
    ['an older one does not', [at - 60_000, at - 10], ['card/a'], true],
  ])('%s', (_, before, wanted, hasRoom) => {
    const channels = [{ channel: '#incidents', version: 3, cards: before, critical: [] }];
    const { cards } = fold({ at, channels, storms: [] }, [opening('a')]);
    expect(cards).toEqual(hasRoom ? wanted : []);
  });

  it('the gravest first, then so many critical ones, then none', () => {
    const critical = { severity: 'critical' } as const;
    const { cards, reasons } = fold(calm, [
      opening('w1'),
      opening('w2'),
      opening('c1', critical),
      opening('c2', critical),
      opening('c3', critical),
      opening('c4', critical),
    ]);
    expect(cards).toEqual(['card/c1', 'card/c2', 'card/c3']);
    expect(reasons.find((one) => one.startsWith('c4'))).toContain('1 critical ones got cards beside it');
  });

  it('the node that takes others of the delivery along first, however mild its alert', () => {
    const partOf = { id: 'node', reason: 'node-label' as const };
    const pods = ['a', 'b', 'c'].map((id) => opening(id, { severity: 'critical', partOf }));
    expect(fold(calm, [...pods, opening('node')]).cards).toContain('card/node');
  });

  it('each channel for itself', () => {
    const other = { channel: '#payments' };
    const { cards } = fold(calm, [opening('a'), opening('b'), opening('c', other), opening('d', other)]);
    expect(cards).toHaveLength(4);
  });

  it('while a storm runs none but critical ones, and no second storm begins', () => {
    const traffic = { at, channels: [], storms: [running] };
    const { cards, storms, opened, folding } = fold(traffic, [
      opening('a'),
      opening('b', { severity: 'critical' }),
    ]);
    expect({ cards, storms }).toEqual({ cards: ['card/b'], storms: [] });
    expect(opened[0]?.folded?.storm).toBe('storm-0');
    expect(folding).toMatchObject({ begun: [], storms: ['storm-0'] });
  });

  it('one that was over before it was heard of asks for no card', () => {
    expect(asksForCards(decision([opening('a', { state: 'resolved' })]))).toBe(false);
  });
});

describe('a folded incident', () => {
  it('gets a card when it becomes critical', () => {
    const traffic = { at, channels: [], storms: [running] };
    const worse = opening('a', { ...foldedBefore(), severity: 'critical' });
    const { cards, looked, changed, reasons } = fold(traffic, [], [worse]);
    expect({ cards, looked }).toEqual({ cards: ['card/a'], looked: ['a'] });
    expect(changed[0]?.folded?.openedAt).toBe(at);
    expect(reasons).toEqual(['a It got a card of its own: it became critical']);
  });

  it('stays folded when it comes back while the storm runs, and gets a card when it is over', () => {
    const back = opening('a', { ...foldedBefore(), reopenedCount: 1 });
    expect(fold({ at, channels: [], storms: [running] }, [], [back]).cards).toEqual([]);
    expect(fold(calm, [], [back]).cards).toEqual(['card/a']);
  });

  it('comes back in another storm: it is folded into that one', () => {
    const back = opening('a', { ...foldedBefore(), reopenedCount: 1 });
    const traffic = { at, channels: [], storms: [{ ...running, id: 'storm-9' }] };
    const { changed, cards } = fold(traffic, [], [back]);
    expect(cards).toEqual([]);
    expect(changed[0]?.folded).toMatchObject({ storm: 'storm-9', reopenedCount: 1 });
  });
});
