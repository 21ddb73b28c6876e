import type { Json, JsonObject } from '../../model/json.ts';
import { oneLine } from '../one-line.ts';
import { isSecretName } from '../redaction/secret-name.ts';
import { isObject, textAt } from '../read-json.ts';

/** Lines shown; the rest is counted. */
const maxLines = 25;
const maxValue = 120;

/** What names an item of a list, by the list's name, as Kubernetes' own merge keys do; other lists go by position. */
const keys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  volumeMounts: 'mountPath',
  ports: 'containerPort',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
};

/**
 * The differences of two pod templates as lines: `spec.containers[app].image: shop/checkout:1.4 → shop/checkout:1.5`.
 * A value whose name says that it is secret is never shown, only that it changed.
 */
export function templateDifferences(before: JsonObject, after: JsonObject): string[] {
  // Most bad rollouts are a bad image: the one line that fits on a card is about it.
  const lines = [...compare('', before, after, 'shown')].sort((one, other) => rank(one) - rank(other));
  if (lines.length <= maxLines) return lines;
  return [...lines.slice(0, maxLines), `and ${lines.length - maxLines} more differences`];
}

function rank(line: string): number {
  return /^[\w.]*\[[^\]]*\]\.image: /.test(line) ? 0 : 1;
}

type Visibility = 'shown' | 'secret';

function* compare(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  visibility: Visibility,
): Generator<string> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isObject(before) && isObject(after)) {
    for (const key of union(Object.keys(before), Object.keys(after))) {
      yield* compare(join(path, key), before[key], after[key], visibilityOf(path, key, visibility));
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    yield* compareLists(path, before, after, visibility);
    return;
  }
  yield line(path, before, after, visibility);
}

function* compareLists(
  path: string,
  before: Json[],
  after: Json[],
  visibility: Visibility,
): Generator<string> {
  const name = path.split('.').at(-1) ?? '';
  const one = byKey(name, before);
  const other = byKey(name, after);
  const orders = [one, other].map((items) => [...items.keys()].join());
  for (const key of union([...one.keys()], [...other.keys()])) {
    const [old, young] = [one.get(key), other.get(key)];
    const secret = name === 'env' && isSecretName(key);
    // `--password` and its value are two items of args.
    const behindFlag = isSecretFlag(before[Number(key) - 1]) || isSecretFlag(after[Number(key) - 1]);
    yield* compare(`${path}[${key}]`, old, young, secret || behindFlag ? 'secret' : visibility);
  }
  if (orders[0] !== orders[1] && [...one.keys()].sort().join() === [...other.keys()].sort().join()) {
    yield `${path}: order changed`;
  }
}

function isSecretFlag(argument: Json | undefined): boolean {
  return typeof argument === 'string' && /^--?[\w-]+$/.test(argument) && isSecretName(argument);
}

/** Items by what names them; items that share a name are told apart by position. */
function byKey(list: string, items: Json[]): Map<string, Json> {
  const key = Object.hasOwn(keys, list) ? keys[list] : undefined;
  const found = new Map<string, Json>();
  items.forEach((item, index) => {
    const named = key === undefined || !isObject(item) ? undefined : item[key];
    const name = typeof named === 'string' || typeof named === 'number' ? String(named) : String(index);
    found.set(found.has(name) ? `${name}#${index}` : name, item);
  });
  return found;
}

/** In a variable marked secret only its value is; where it is taken from is worth telling. */
function visibilityOf(path: string, key: string, visibility: Visibility): Visibility {
  if (/\benv\[[^\]]*\]$/.test(path) && key === 'valueFrom') return 'shown';
  const named = /metadata\.(?:annotations|labels)$/.test(path) && isSecretName(key);
  return named ? 'secret' : visibility;
}

function line(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  visibility: Visibility,
): string {
  const where = oneLine(path.replace(/(\benv\[[^\]]*\])\.value$/, '$1'), 200);
  const hidden = visibility === 'secret' || holdsSecretVariable(before) || holdsSecretVariable(after);
  if (before === undefined)
    return hidden ? `${where}: added (value not shown)` : `${where}: added ${show(after)}`;
  if (after === undefined)
    return hidden ? `${where}: removed (value not shown)` : `${where}: removed ${show(before)}`;
  return hidden ? `${where}: changed (values not shown)` : `${where}: ${show(before)} → ${show(after)}`;
}

/** A whole container or variable that was added may hold secret variables. */
function holdsSecretVariable(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(holdsSecretVariable);
  if (!isObject(value)) return false;
  const name = textAt(value, 'name');
  if (name !== undefined && value['value'] !== undefined && isSecretName(name)) return true;
  return Object.values(value).some(holdsSecretVariable);
}

function show(value: Json | undefined): string {
  // A variable: its name stands before it already.
  if (
    isObject(value) &&
    Object.keys(value).length === 2 &&
    typeof value['name'] === 'string' &&
    typeof value['value'] === 'string'
  ) {
    return oneLine(value['value'] === '' ? '""' : value['value'], maxValue);
  }
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value ?? null), maxValue);
}

function join(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
