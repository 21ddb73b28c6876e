import { canonicalJson } from '../model/canonical-json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { stringAt } from './json-at.ts';

/** More than this nobody reads in the night. */
const maxLines = 60;
const maxValue = 160;

/**
 * The difference of two pod templates as `- old` and `+ new` lines, plain text: images first, then environment,
 * then everything else by its path. Secrets are taken out line by line.
 */
export function templateDiff(
  before: JsonObject,
  after: JsonObject,
  redact: (text: string) => string,
): string[] {
  return diffLines(leaves(before, []), leaves(after, []), redact);
}

/** The same for flat maps, such as annotations. `label` begins each line: `annotation`. */
export function mapDiff(
  label: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  redact: (text: string) => string,
): string[] {
  const named = (map: Readonly<Record<string, string>>): Map<string, string> =>
    new Map(Object.entries(map).map(([key, value]) => [`${label} ${key}`, JSON.stringify(value)]));
  return diffLines(named(before), named(after), redact);
}

function diffLines(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  redact: (text: string) => string,
): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort((one, other) => rank(one) - rank(other));
  const line = (sign: string, path: string, value: string | undefined): string[] => {
    if (value === undefined) return [];
    // Name and value together, so that the redaction knows what the value is.
    const text = redact(`${path}${path.includes(' env ') ? '=' : ': '}${value}`);
    return [`${sign} ${text.length > maxValue ? `${text.slice(0, maxValue - 1)}…` : text}`];
  };
  const lines = paths.flatMap((path) => [
    ...line('-', path, before.get(path)),
    ...line('+', path, after.get(path)),
  ]);
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines), `… and ${lines.length - maxLines} more lines`];
}

function rank(path: string): number {
  if (path.endsWith(' image')) return 0;
  return path.includes(' env ') ? 1 : 2;
}

/** Every leaf by its path. Members of lists go by their name, so that a new container does not shift the others. */
function leaves(value: Json, path: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const add = (inner: ReadonlyMap<string, string>): void => {
    for (const [key, text] of inner) found.set(key, text);
  };
  if (Array.isArray(value)) {
    const names = value.map((element) => stringAt(element, 'name'));
    const byName = names.every((name) => name !== undefined) && new Set(names).size === names.length;
    value.forEach((element, index) => {
      if (isEnvironment(path, element)) found.set(environmentPath(path, element), environmentValue(element));
      else add(leaves(element, [...path, byName ? (names[index] ?? '') : String(index)]));
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) add(leaves(member, [...path, key]));
  } else {
    found.set(
      pathInWords(path),
      typeof value === 'string' && !value.includes(' ') ? value : JSON.stringify(value),
    );
  }
  return found;
}

function isEnvironment(path: readonly string[], element: Json): element is JsonObject {
  return path.at(-1) === 'env' && stringAt(element, 'name') !== undefined;
}

function environmentPath(path: readonly string[], element: JsonObject): string {
  return `${pathInWords(path.slice(0, -1))} env ${stringAt(element, 'name') ?? ''}`;
}

/** Quoted, so that the redaction finds the end of the value. */
function environmentValue(element: JsonObject): string {
  const value = stringAt(element, 'value');
  return value === undefined ? canonicalJson(element['valueFrom'] ?? '') : JSON.stringify(value);
}

/** `spec.containers.app.image` → `app image`; init containers say so. */
function pathInWords(path: readonly string[]): string {
  const [first, list, name, ...rest] = path;
  if (first === 'spec' && name !== undefined && (list === 'containers' || list === 'initContainers')) {
    const container = list === 'initContainers' ? `init ${name}` : name;
    return rest.length === 0 ? container : `${container} ${rest.join('.')}`;
  }
  return path.join('.');
}
