import { readFile } from 'node:fs/promises';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { didYouMean } from '../model/did-you-mean.ts';
import { faultWords } from './fault-words.ts';
import { peopleContradictions } from './people-contradictions.ts';
import { configSchema, type Config } from './schema.ts';
import { defaultSender } from './sender-secrets.ts';

/** One fault: where it is and what to do. `key` is dotted: `clusters[0].prometheus.url`. */
export interface ConfigFault {
  file: string;
  line: number;
  key: string;
  message: string;
}

export type ConfigResult =
  | {
      ok: true;
      config: Config;
      warnings: readonly ConfigFault[];
      /** Where something else that is wrong stands in the file. */
      faultAt: (path: ConfigPath, message: string) => ConfigFault;
    }
  | { ok: false; errors: readonly ConfigFault[] };

/** Reads and checks a config file. Never throws: what is wrong with the file is in the result. */
export async function loadConfig(file: string): Promise<ConfigResult> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, errors: [{ file, line: 0, key: '', message }] };
  }
  return parseConfig(text, file);
}

/** The pure part of loadConfig: text in, config or faults out. */
export function parseConfig(text: string, file: string): ConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) {
    return {
      ok: false,
      errors: document.errors.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        key: '',
        message: error.message.split('\n')[0] ?? 'is no YAML',
      })),
    };
  }
  const parsed = configSchema.safeParse(document.toJS({ maxAliasCount: 20 }) ?? {});
  if (!parsed.success) {
    const errors = parsed.error.issues.flatMap((issue) => faultsOf(issue, document, lines, file));
    return { ok: false, errors: errors.sort((one, other) => one.line - other.line) };
  }
  const errors = contradictions(parsed.data).map(({ path, message }) =>
    fault(path, message, document, lines, file),
  );
  if (errors.length > 0) return { ok: false, errors };
  const faultAt = (path: ConfigPath, message: string): ConfigFault =>
    fault(path, message, document, lines, file);
  const warnings = notYet(parsed.data).map(({ path, message }) => faultAt(path, message));
  return { ok: true, config: parsed.data, warnings, faultAt };
}

/** `['clusters', 0, 'prometheus', 'url']` */
export type ConfigPath = readonly (string | number)[];

/** What each key on its own cannot show. */
function contradictions(config: Config): { path: ConfigPath; message: string }[] {
  const found: { path: ConfigPath; message: string }[] = [];
  const names = config.clusters.map((cluster) => cluster.name);
  names.forEach((name, index) => {
    if (names.indexOf(name) !== index) {
      found.push({ path: ['clusters', index, 'name'], message: `the cluster "${name}" is there twice` });
    }
  });
  const users = config.people.map((person) => person.slack);
  users.forEach((user, index) => {
    if (users.indexOf(user) !== index) {
      found.push({ path: ['people', index, 'slack'], message: `the Slack user ${user} is there twice` });
    }
  });
  found.push(...senderContradictions(config), ...peopleContradictions(config));
  const rules: { path: ConfigPath; clusters?: readonly string[] | undefined }[] = [
    ...config.policy.map(({ clusters }, index) => ({ path: ['policy', index], clusters })),
    ...config.freezes.map(({ clusters }, index) => ({ path: ['freezes', index], clusters })),
    ...config.breakGlass.rules.map(({ clusters }, index) => ({
      path: ['breakGlass', 'rules', index],
      clusters,
    })),
  ];
  rules.forEach(({ path, clusters }) => {
    clusters?.forEach((name, place) => {
      if (!names.includes(name)) {
        const meant = didYouMean(name, names);
        const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
        found.push({
          path: [...path, 'clusters', place],
          message: `no cluster is called "${name}"${hint}`,
        });
      }
    });
  });
  return found;
}

function senderContradictions({ senders, http }: Config): { path: ConfigPath; message: string }[] {
  const names = senders.map(({ name }) => name);
  return senders.flatMap((sender, index) => {
    const path = ['senders', index, 'name'];
    const { name, bearerTokenFiles, basicAuth, certificateNames } = sender;
    if (name === defaultSender)
      return [
        {
          path,
          message: `${defaultSender} is the name of MIDDLEWATCH_WEBHOOK_TOKEN's sender: choose another`,
        },
      ];
    if (names.indexOf(name) !== index) return [{ path, message: `the sender "${name}" is there twice` }];
    if (bearerTokenFiles.length === 0 && basicAuth === undefined && certificateNames.length === 0)
      return [
        {
          path,
          message: `${name} needs bearerTokenFiles, basicAuth or certificateNames: else anybody could send`,
        },
      ];
    if (certificateNames.length > 0 && http.tls?.clientCaFile === undefined)
      return [
        {
          path: ['senders', index, 'certificateNames'],
          message: 'certificates of clients are checked only with http.tls.clientCaFile',
        },
      ];
    return [];
  });
}

/** What is accepted and has no effect yet: said at the start, not found out at 3 AM. */
function notYet(config: Config): { path: ConfigPath; message: string }[] {
  const found: { path: ConfigPath; message: string }[] = [];
  config.clusters.forEach((cluster, index) => {
    if (cluster.traces !== undefined && cluster.traces.kind !== 'jaeger') {
      found.push({
        path: ['clusters', index, 'traces', 'kind'],
        message: `${cluster.traces.kind} is not read yet; only jaeger is`,
      });
    }
    if (cluster.logs !== undefined) {
      found.push({
        path: ['clusters', index, 'logs'],
        message: 'is not read yet; logs come from the API server',
      });
    }
  });
  return found;
}

function faultsOf(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
  file: string,
): ConfigFault[] {
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
  if (issue.code !== 'unrecognized_keys') {
    const node = document.getIn(path);
    const value: unknown = isMap(node) || isSeq(node) ? node.toJSON() : node;
    return [fault(path, faultWords(issue, value), document, lines, file)];
  }
  return issue.keys.map((key) => {
    const meant = didYouMean(key, knownKeys(path));
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    return fault([...path, key], `is not a key here${hint}`, document, lines, file);
  });
}

/** The keys that the schema knows at a path, found by walking its shape. */
function knownKeys(path: ConfigPath): readonly string[] {
  let schema: unknown = configSchema;
  for (const part of path) {
    const inner = unwrap(schema);
    const of: unknown = Reflect.get(inner, typeof part === 'number' ? 'element' : 'shape');
    schema = typeof part === 'number' || typeof of !== 'object' || of === null ? of : Reflect.get(of, part);
    if (schema === undefined) return [];
  }
  const shape: unknown = Reflect.get(unwrap(schema), 'shape');
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

/** Takes off optional, default, prefault and transform; of a union, the part that has keys. */
function unwrap(schema: unknown): object {
  let inner = schema as Wrapped;
  while (inner.shape === undefined && inner.element === undefined) {
    const next = inner.in ?? inner.options?.find((one) => one.shape !== undefined) ?? inner.unwrap?.();
    if (next === undefined) break;
    inner = next;
  }
  return inner;
}

interface Wrapped {
  shape?: unknown;
  element?: unknown;
  unwrap?: () => Wrapped;
  in?: Wrapped;
  options?: readonly Wrapped[];
}

function fault(
  path: ConfigPath,
  message: string,
  document: Document,
  lines: LineCounter,
  file: string,
): ConfigFault {
  const key = path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
  return { file, line: lineOf(path, document, lines), key, message };
}

/** The line of a key, or of the nearest parent that is there. */
function lineOf(path: ConfigPath, document: Document, lines: LineCounter): number {
  const parent = path.length === 0 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent) && typeof last === 'string') {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
    if (pair !== undefined && isScalar(pair.key) && pair.key.range != null)
      return lines.linePos(pair.key.range[0]).line;
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, 'range') : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line;
  }
  return 1;
}
