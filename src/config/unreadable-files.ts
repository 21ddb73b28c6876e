import { readFileSync } from 'node:fs';
import type { ConfigPath } from './load-config.ts';

/** A file that the config names and that cannot be used as it is. */
export interface UnreadableFile {
  path: ConfigPath;
  message: string;
}

/**
 * Looks at every file that a config names: kubeconfigs, tokens, passwords, certificates. By the names of the keys
 * (`…File`, `…Files`, `kubeconfig`), so that a new key is looked at without anybody thinking of it here.
 */
export function unreadableFiles(config: unknown): UnreadableFile[] {
  return namedFiles(config, []).flatMap(({ path, file }) => {
    const problem = problemOf(file);
    return problem === undefined ? [] : [{ path, message: `${file} ${problem}` }];
  });
}

interface NamedFile {
  path: ConfigPath;
  file: string;
}

function namedFiles(value: unknown, path: ConfigPath): NamedFile[] {
  if (typeof value === 'string') return isFileKey(path) ? [{ path, file: value }] : [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => namedFiles(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => namedFiles(inner, [...path, key]));
}

/** What an operator calls as they like (a header, a label) is no key of ours. */
function isFileKey(path: ConfigPath): boolean {
  const names = path.filter((part) => typeof part === 'string');
  const key = names.at(-1) ?? '';
  return !names.includes('headers') && !names.includes('labels') && /(File|Files|^kubeconfig)$/.test(key);
}

function problemOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() === '' ? 'is empty' : undefined;
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    return `cannot be read here${typeof code === 'string' ? ` (${code})` : ''}`;
  }
}
