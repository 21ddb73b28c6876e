/**
 * CEL as admission policies speak it: https://kubernetes.io/docs/reference/using-api/cel/. Objects are taken as maps
 * (`dyn`), so that one expression serves kinds that the API server has no types for at that place. Optional fields
 * (`a[?"b"]`) are there wherever ValidatingAdmissionPolicy is (1.30).
 */

/** A CEL string. */
export function celString(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

export function celList(values: readonly string[]): string {
  return `[${values.map(celString).join(', ')}]`;
}

/** What may change below a place: all of it, or parts by name (`*`: each item of a list with names). */
type Parts = Map<string, Parts | 'all'>;

/** Written by the API server itself at each change, and the execution's own annotation. */
const ownFields = [
  '/metadata/generation',
  '/metadata/managedFields',
  '/metadata/resourceVersion',
  '/metadata/annotations/middlewatch.dev~1execution',
  // Of a DaemonSet, with each change of its template (pkg/registry/apps/daemonset/strategy.go).
  '/metadata/annotations/deprecated.daemonset.template.generation',
];

const object: Place = { now: 'dyn(object)', before: 'dyn(oldObject)' };

/** Of a policy: true when nothing of the metadata differs but what every change of Middlewatch writes. */
export const metadataKept = {
  name: 'metadataKept',
  expression: same(inside(object, 'metadata'), partsIn(ownFields, 'metadata'), 1).join(' && '),
};

/** True when nothing differs between `object` and `oldObject` except what the JSON pointers name. */
export function onlyChanges(fields: readonly string[]): string {
  const parts = partsOf(fields);
  const touchesMetadata = parts.has('metadata');
  const all = touchesMetadata ? partsOf([...ownFields, ...fields]) : parts;
  const tests = same(
    object,
    touchesMetadata ? all : new Map<string, Parts | 'all'>([...all, ['metadata', 'all']]),
    0,
  );
  return [...(touchesMetadata ? [] : [`variables.${metadataKept.name}`]), ...tests].join(' && ');
}

function partsOf(fields: readonly string[]): Parts {
  const root: Parts = new Map();
  for (const field of fields) {
    const names = field
      .split('/')
      .slice(1)
      .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
    let parts = root;
    for (const [index, name] of names.entries()) {
      const found = parts.get(name);
      if (found === 'all') break;
      if (index === names.length - 1) parts.set(name, 'all');
      else {
        const next: Parts = found ?? new Map<string, Parts | 'all'>();
        parts.set(name, next);
        parts = next;
      }
    }
  }
  return root;
}

function partsIn(fields: readonly string[], name: string): Parts {
  const parts = partsOf(fields).get(name);
  return parts === undefined || parts === 'all' ? new Map<string, Parts | 'all'>() : parts;
}

interface Place {
  now: string;
  before: string;
}

function inside({ now, before }: Place, name: string): Place {
  const at = `[?${celString(name)}]`;
  return { now: now + at, before: before + at };
}

function same({ now, before }: Place, parts: Parts, depth: number): string[] {
  const item = parts.get('*');
  if (item !== undefined && item !== 'all') return [sameItems({ now, before }, item, depth)];
  const open = celList([...parts.keys()].sort());
  const key = `k${depth}`;
  const map = (place: string): string => (depth === 0 ? place : `${place}.orValue({})`);
  const here = [
    `${map(now)}.all(${key}, ${key} in ${open} || (${key} in ${map(before)} && ${map(now)}[${key}] == ${map(before)}[${key}]))`,
    `${map(before)}.all(${key}, ${key} in ${open} || ${key} in ${map(now)})`,
  ];
  const below = [...parts].flatMap(([name, inner]) =>
    inner === 'all' ? [] : same(inside({ now, before }, name), inner, depth + 1),
  );
  return [...here, ...below];
}

/** The same items by their names, each changed only where it may. */
function sameItems({ now, before }: Place, item: Parts, depth: number): string {
  const [one, other] = [`i${depth}`, `j${depth}`];
  const list = (place: string): string => `${place}.orValue([])`;
  const inner = same({ now: `optional.of(${one})`, before: `optional.of(${other})` }, item, depth + 1);
  return `${list(now)}.size() == ${list(before)}.size() && ${list(now)}.all(${one}, ${list(before)}.exists(${other}, ${other}.name == ${one}.name && ${inner.join(' && ')}))`;
}

/** A namespace by the policy's patterns, where only `*` is special. */
export function namespaceIsOneOf(patterns: readonly string[]): string {
  const exact = patterns.filter((pattern) => !pattern.includes('*'));
  const open = patterns.filter((pattern) => pattern.includes('*'));
  const regular = open.map(
    (pattern) => `^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`,
  );
  const tests = [
    ...(exact.length === 0 ? [] : [`request.namespace in ${celList(exact)}`]),
    ...regular.map((pattern) => `request.namespace.matches(${celString(pattern)})`),
  ];
  return `(${tests.join(' || ')})`;
}
