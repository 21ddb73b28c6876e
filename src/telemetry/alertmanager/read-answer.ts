import { list, record } from '../shape.ts';
import { TelemetryError } from '../telemetry-error.ts';
import type { Reply } from '../transport.ts';
import type { Matcher } from '../../model/matcher.ts';
import type { AlertmanagerStatus, ListedAlert, WholeSilence } from './alertmanager-client.ts';

/**
 * GET /api/v2/alerts (prometheus/alertmanager api/v2/openapi.yaml). One entry that cannot be read spoils the list: an
 * alert that is only unreadable must not count as gone.
 * @throws TelemetryError `refused`, `unreadable`
 */
export function readAlerts(reply: Reply): ListedAlert[] {
  return entries(reply, 'alerts').map((entry) => {
    const alert = record(entry);
    const status = record(alert['status']);
    return {
      fingerprint: text(alert, 'fingerprint'),
      labels: strings(alert['labels']),
      startsAt: time(alert, 'startsAt'),
      updatedAt: time(alert, 'updatedAt'),
      state: oneOf(status['state'], ['unprocessed', 'active', 'suppressed'] as const),
      silencedBy: names(status['silencedBy']),
      inhibitedBy: names(status['inhibitedBy']),
    };
  });
}

/** GET /api/v2/silences. @throws TelemetryError `refused`, `unreadable` */
export function readSilences(reply: Reply): WholeSilence[] {
  return entries(reply, 'silences').map((entry) => {
    const silence = record(entry);
    return {
      id: text(silence, 'id'),
      createdBy: text(silence, 'createdBy'),
      comment: text(silence, 'comment'),
      startsAt: time(silence, 'startsAt'),
      endsAt: time(silence, 'endsAt'),
      state: oneOf(record(silence['status'])['state'], ['expired', 'active', 'pending'] as const),
      matchers: list(silence['matchers']).map(matcher),
      startsAtText: text(silence, 'startsAt'),
      updatedAt: time(silence, 'updatedAt'),
    };
  });
}

/** `isEqual` came with 0.22; without it a matcher compares with `=` or `=~`. */
function matcher(entry: unknown): Matcher {
  const { isRegex, isEqual = true } = record(entry);
  const operator = isRegex === true ? '~' : '';
  return {
    name: text(record(entry), 'name'),
    value: text(record(entry), 'value'),
    operator: isEqual === false ? (operator === '~' ? '!~' : '!=') : operator === '~' ? '=~' : '=',
  };
}

/** POST /api/v2/silences. @throws TelemetryError `refused`, `unreadable` */
export function readSilenceId(reply: Reply): string {
  return text(record(accepted(reply)), 'silenceID');
}

/** DELETE /api/v2/silence/{id}; its 200 has no body. @throws TelemetryError `refused` */
export function readExpired(reply: Reply): void {
  accepted(reply);
}

/** GET /api/v2/status. @throws TelemetryError `refused`, `unreadable` */
export function readStatus(reply: Reply): AlertmanagerStatus {
  const body = record(accepted(reply));
  const version = record(body['versionInfo'])['version'];
  return { version: typeof version === 'string' ? version : '', startedAt: time(body, 'uptime') };
}

function entries(reply: Reply, what: string): readonly unknown[] {
  const body = accepted(reply);
  if (!Array.isArray(body)) throw unreadable(`answered without a list of ${what}`);
  return body as unknown[];
}

/** Refusals come in two shapes: a bare JSON string (400, 500) and `{code, message}` (422). */
function accepted({ status, json }: Reply): unknown {
  if (status === 200) return json;
  const said = typeof json === 'string' ? json : record(json)['message'];
  const words = typeof said === 'string' ? `: ${said.slice(0, 300)}` : '';
  throw new TelemetryError('refused', `Alertmanager answered ${status}${words}`, { status });
}

function text(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw unreadable(`answered without ${name}`);
  return value;
}

function time(object: Readonly<Record<string, unknown>>, name: string): number {
  const at = Date.parse(text(object, name));
  if (Number.isNaN(at)) throw unreadable(`answered with ${name} that is no time`);
  return at;
}

function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw unreadable('answered with a state that is not known');
  return found;
}

function names(value: unknown): string[] {
  return list(value).filter((name) => typeof name === 'string');
}

function strings(value: unknown): Record<string, string> {
  const pairs = Object.entries(record(value));
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

function unreadable(what: string): TelemetryError {
  return new TelemetryError('unreadable', `Alertmanager ${what}`);
}
