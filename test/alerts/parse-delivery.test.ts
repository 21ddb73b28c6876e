import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDelivery } from '../../src/alerts/parse-delivery.ts';

/** A body whose fields a test may spoil. */
interface Wire {
  [field: string]: unknown;
  alerts: Record<string, unknown>[] & { 0: Record<string, unknown> & { labels: Record<string, unknown> } };
}

const folder = 'test/fixtures/alertmanager';
const basic = readFileSync(`${folder}/am025-basic-firing.json`, 'utf8');

function parse(body: unknown): ReturnType<typeof parseDelivery> {
  return parseDelivery('alertmanager', Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

/** The captured body with one alert, changed. */
function changed(change: (body: Wire) => void): ReturnType<typeof parseDelivery> {
  const body = JSON.parse(basic) as Wire;
  change(body);
  return parse(body);
}

describe('parseDelivery', () => {
  // Names with a dot or a space come with escapes.
  it('takes a receiver whose name came escaped as it is', () => {
    const parsed = changed((body) => (body['receiver'] = String.raw`web\.hook`));
    expect(parsed).toMatchObject({ outcome: 'parsed', delivery: { receiver: String.raw`web\.hook` } });
  });

  it.each(readdirSync(folder))('reads the captured webhook %s', (file) => {
    const body = readFileSync(`${folder}/${file}`);
    const parsed = parseDelivery('alertmanager', body);
    expect(parsed.outcome).toBe('parsed');
    if (parsed.outcome !== 'parsed') return;
    const wire = JSON.parse(body.toString()) as Wire;
    expect(parsed.delivery.alerts).toHaveLength(wire.alerts.length);
    expect(parsed.delivery.truncatedAlerts).toBe(wire['truncatedAlerts']);
    for (const [index, one] of parsed.delivery.alerts.entries()) {
      expect(one.labels).toEqual(wire.alerts[index]?.['labels']);
      expect(one.fingerprint).toMatch(/^[0-9a-f]{16}$/);
      expect(one.endsAt === null).toBe(one.status === 'firing');
    }
  });

  it('keeps times to the millisecond, of nine digits too', () => {
    const parsed = parse(basic);
    if (parsed.outcome !== 'parsed') throw new Error(parsed.message);
    expect(parsed.delivery.alerts[0]?.startsAt).toBe(Date.parse('2026-11-23T20:25:23.181Z'));
  });

  it('ignores fields of newer releases and tolerates missing ones of older releases', () => {
    const newer = changed((body) => {
      body['notification_reason'] = 'repeat interval elapsed';
      body['routeLabels'] = { team: 'shop' };
      body.alerts[0]['somethingNew'] = [1, 2];
    });
    const older = changed((body) => {
      delete body['truncatedAlerts'];
      delete body['externalURL'];
      delete body['groupLabels'];
      delete body['commonLabels'];
      delete body.alerts[0]['annotations'];
      delete body.alerts[0]['generatorURL'];
      delete body.alerts[0]['endsAt'];
    });
    expect(newer.outcome).toBe('parsed');
    expect(older.outcome).toBe('parsed');
  });

  it.each<[string, (body: Wire) => void, string]>([
    ['another version', (body) => (body['version'] = '3'), 'version'],
    ['no alerts', (body) => Object.assign(body, { alerts: null }), 'alerts'],
    ['an alert that is no object', (body) => (body.alerts as unknown[]).push('x'), 'alerts[1]'],
    ['a status that is none', (body) => (body.alerts[0]['status'] = 'ok'), 'alerts[0].status'],
    ['labels that are a list', (body) => Object.assign(body.alerts[0], { labels: [] }), 'alerts[0].labels'],
    ['a label that is a number', (body) => (body.alerts[0].labels['pod'] = 7), 'alerts[0].labels.pod'],
    ['a start that is no time', (body) => (body.alerts[0]['startsAt'] = 'yesterday'), 'alerts[0].startsAt'],
    [
      'a start in year 1',
      (body) => (body.alerts[0]['startsAt'] = '0001-01-01T00:00:00Z'),
      'alerts[0].startsAt',
    ],
    [
      'a resolved alert without an end',
      (body) => Object.assign(body.alerts[0], { status: 'resolved', endsAt: '0001-01-01T00:00:00Z' }),
      'alerts[0].endsAt',
    ],
    [
      'a fingerprint with a space',
      (body) => (body.alerts[0]['fingerprint'] = 'a b'),
      'alerts[0].fingerprint',
    ],
    ['group labels that are text', (body) => (body['groupLabels'] = 'x'), 'groupLabels'],
  ])('names the place of the fault: %s', (_, change, path) => {
    expect(changed(change)).toMatchObject({ outcome: 'malformed', path });
  });

  it.each(['', '{', 'null', '[]', '"4"', '\u0000'])('refuses %j as a whole', (body) => {
    expect(parse(body)).toMatchObject({ outcome: 'malformed', path: '' });
  });

  it('does not repeat the body in its complaint', () => {
    const parsed = parse('{"alerts": secret-token-value}');
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });

  it('loses no alert for a hostile label: 20 kB, NUL, half a surrogate, __proto__', () => {
    const parsed = changed((body) => {
      body.alerts[0].labels['huge'] = 'x'.repeat(20_000);
      body.alerts[0].labels['odd'] = 'a\u0000b\ud800c';
      Object.defineProperty(body.alerts[0].labels, '__proto__', { value: '<!channel>', enumerable: true });
    });
    if (parsed.outcome !== 'parsed') throw new Error(parsed.message);
    const labels = parsed.delivery.alerts[0]?.labels ?? {};
    expect(labels['huge']).toHaveLength(4096);
    expect(labels['odd']).toBe('a\ufffdb\ufffdc');
    expect(Object.hasOwn(labels, '__proto__')).toBe(true);
    expect(labels['alertname']).toBe('KubePodCrashLooping');
  });

  it('makes the same fingerprint of the same labels where the sender sends none', () => {
    const without = (labels: Record<string, string>): string | undefined => {
      const parsed = changed((body) => {
        delete body.alerts[0]['fingerprint'];
        body.alerts[0].labels = labels;
      });
      return parsed.outcome === 'parsed' ? parsed.delivery.alerts[0]?.fingerprint : undefined;
    };
    expect(without({ a: '1', b: '2' })).toMatch(/^[0-9a-f]{16}$/);
    expect(without({ b: '2', a: '1' })).toBe(without({ a: '1', b: '2' }));
    expect(without({ a: '1', b: '3' })).not.toBe(without({ a: '1', b: '2' }));
  });
});
