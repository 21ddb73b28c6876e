import { isObject } from '../blocks/rule.ts';
import { SlackError } from './slack-error.ts';

/** Arguments of one call: strings when they came as a form, any JSON when they came as JSON. */
export type ApiArguments = Readonly<Record<string, unknown>>;

function parseJsonBody(body: string): ApiArguments {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new SlackError('invalid_json');
  }
  if (!isObject(parsed)) throw new SlackError('json_not_object');
  return parsed;
}

/** Query and body together, the body last, as Slack reads them. */
export function parseArguments(query: URLSearchParams, contentType: string, body: Buffer): ApiArguments {
  const fromQuery = Object.fromEntries(query);
  if (body.length === 0) return fromQuery;
  const kind = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (kind === 'application/json') return { ...fromQuery, ...parseJsonBody(body.toString('utf8')) };
  if (kind === 'application/x-www-form-urlencoded') {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
  }
  throw new SlackError(kind === '' ? 'missing_post_type' : 'invalid_post_type');
}

/** A string argument; undefined when it is absent or empty. Numbers are taken as Slack takes them, as text. */
export function readString(args: ApiArguments, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function requireString(args: ApiArguments, name: string): string {
  const value = readString(args, name);
  if (value === undefined)
    throw new SlackError('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
  return value;
}

/** The flag as Slack reads it: `true`, `1`, `"true"` and `"1"`; `fallback` when it is absent. */
export function readFlag(args: ApiArguments, name: string, fallback: boolean): boolean {
  const value = args[name];
  if (value === undefined) return fallback;
  return value === true || value === 1 || value === 'true' || value === '1';
}

export function readInteger(
  args: ApiArguments,
  name: string,
  limits: { readonly fallback: number; readonly max: number },
): number {
  const text = readString(args, name);
  if (text === undefined) return limits.fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new SlackError('invalid_arguments', [`[ERROR] must be a positive integer [json-pointer:/${name}]`]);
  return Math.min(value, limits.max);
}

/** A structured argument: JSON in a form or in a JSON string, or the value itself. */
export function readStructure(args: ApiArguments, name: string, invalid: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new SlackError(invalid);
  }
}
