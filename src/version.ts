import { readFileSync } from 'node:fs';

/** The version of this program, by its package.json. */
export function version(): string {
  const parsed = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return parsed.version;
}
