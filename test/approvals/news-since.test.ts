import { expect, it } from 'vitest';
import { newsSince, type WorldNow } from '../../src/approvals/news-since.ts';
import type { Alert } from '../../src/model/alert.ts';

const madeAt = 1000;
const target = { cluster: 'prod', kind: 'Deployment', namespace: 'shop', name: 'checkout' };
const alert = (name: string, endsAt: number | null, startsAt = 500): Alert => ({
  source: 'alertmanager',
  fingerprint: name,
  startsAt,
  endsAt,
  status: endsAt === null ? 'firing' : 'resolved',
  labels: { alertname: name },
  annotations: {},
  generatorUrl: '',
});
const facts = (world: Partial<WorldNow>): string[] =>
  newsSince(madeAt, { target, targetIs: 'unknown', ...world }).map(({ fact }) => fact);
const resolved = {
  number: 7,
  state: 'resolved',
  stateSince: 2000,
  resolveReason: 'alerts-resolved',
} as const;
const firing = { number: 7, state: 'firing', stateSince: 10 } as const;

it.each<[string, Partial<WorldNow>, string[]]>([
  ['nothing', {}, []],
  ['an incident that goes on', { incident: firing }, []],
  ['an incident that ended', { incident: resolved }, ['resolved/2000']],
  ['an incident that had ended before', { incident: { ...resolved, stateSince: 900 } }, []],
  [
    'an alert that stopped',
    { incident: firing, alerts: [alert('Crash', 1500), alert('Slow', null)] },
    ['quiet/Crash'],
  ],
  [
    'one of two alerts of a name',
    { incident: firing, alerts: [alert('Crash', 1500), alert('Crash', null)] },
    [],
  ],
  ['an alert that had stopped before', { incident: firing, alerts: [alert('Crash', 900)] }, []],
  ['an alert that came and went', { incident: firing, alerts: [alert('Crash', 1500, 1200)] }, []],
  [
    'an incident that ended says it for its alerts',
    { incident: resolved, alerts: [alert('Crash', 1500)] },
    ['resolved/2000'],
  ],
  ['an object that became well', { targetWas: 'ill', targetIs: 'healthy' }, ['healthy']],
  ['an object that was well', { targetWas: 'healthy', targetIs: 'healthy' }, []],
  ['an object that cannot be looked at', { targetWas: 'ill' }, []],
])('%s', (_name, world, expected) => {
  expect(facts(world)).toEqual(expected);
});

it('an incident that is closed meanwhile is no second news', () => {
  expect(facts({ incident: { ...resolved, state: 'closed', stateSince: 9000 } })).toEqual(['resolved/9000']);
});
