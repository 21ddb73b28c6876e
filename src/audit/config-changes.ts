import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json.ts';
import type { JsonObject, Json } from '../model/json.ts';

/** Members whose values could hold a secret although they must not: only that they are there is recorded. */
const hidden: ReadonlySet<string> = new Set(['headers']);
const longestValue = 300;
const mostChanges = 100;

/** The effective config as it is recorded: without what could be a secret (headers, and in addresses user, password and query). */
export function recordedConfig(config: object): { value: string; hash: string } {
  const value = canonicalJson(withoutSecrets(JSON.parse(JSON.stringify(config)) as Json));
  return { value, hash: createHash('sha256').update(value).digest('hex') };
}

function withoutSecrets(value: Json): Json {
  if (typeof value === 'string') return withoutCredentials(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      hidden.has(name) && isObject(inner)
        ? Object.fromEntries(Object.keys(inner).map((key) => [key, 'not recorded']))
        : withoutSecrets(inner ?? null),
    ]),
  );
}

function withoutCredentials(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host, pathname, username, search, hash } = new URL(text);
  return username === '' && search === '' && hash === '' ? text : `${protocol}//${host}${pathname}`;
}

/** What differs, one change a line: `policy[1].approve.count: 1 → 2`, `people[U012ABC] added: {…}`. */
export function configChanges(before: Json, after: Json): readonly string[] {
  const changes = compare('', before, after);
  const more = changes.length - mostChanges;
  return more > 0 ? [...changes.slice(0, mostChanges), `… and ${more} more`] : changes;
}

function compare(path: string, before: Json | undefined, after: Json | undefined): string[] {
  if (before === undefined) return after === undefined ? [] : [`${path} added: ${short(after)}`];
  if (after === undefined) return [`${path} removed: ${short(before)}`];
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const [one, other] = [membersOf(path, before), membersOf(path, after)];
  if (one === undefined || other === undefined || Array.isArray(before) !== Array.isArray(after))
    return [`${path}: ${short(before)} → ${short(after)}`];
  const names = [...new Set([...one.keys(), ...other.keys()])];
  const inside = names.flatMap((name) => compare(name, one.get(name), other.get(name)));
  // The same members in another order: for a policy that is a change.
  return inside.length > 0 ? inside : [`${path}: in another order`];
}

/** Named as people name them: entries of a list by their name or Slack user, else by their place. */
function membersOf(path: string, value: Json): Map<string, Json> | undefined {
  if (Array.isArray(value)) {
    const keys = value.map(nameOf);
    const named = keys.every((key) => key !== undefined) && new Set(keys).size === keys.length;
    return new Map(value.map((entry, index) => [`${path}[${named ? keys[index] : index + 1}]`, entry]));
  }
  if (!isObject(value)) return undefined;
  return new Map(
    Object.entries(value).map(([name, inner]) => [path === '' ? name : `${path}.${name}`, inner ?? null]),
  );
}

function nameOf(entry: Json): string | undefined {
  if (typeof entry === 'string') return entry;
  if (!isObject(entry)) return undefined;
  const name = entry['name'] ?? entry['slack'];
  return typeof name === 'string' ? name : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(value: Json): string {
  const text = canonicalJson(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
