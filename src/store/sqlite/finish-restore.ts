import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { flush } from './flush.ts';

/** A checked copy that stands under this name is to be the store: from then on a crash only delays it. */
export const restoredName = (path: string): string => `${path}.restored`;

/**
 * Puts a restored store in the place of the one that is there, which is kept aside with what its log holds. Each step may be
 * the last before a crash: whoever opens the store next goes on from there. The caller has the store's lock.
 *
 * @returns where the replaced store is; undefined when nothing was there to be replaced, or there is no restore to finish
 */
export function finishRestore(path: string): { aside?: string } {
  const restored = restoredName(path);
  if (!existsSync(restored)) return {};
  // From the file itself, so that the next try uses the same name.
  const aside = `${path}.replaced-${compactTime(statSync(restored).mtimeMs)}`;
  // The log first: the store without it would be an older one, and look whole.
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0) renameSync(`${path}-wal`, `${aside}-wal`);
  else rmSync(`${path}-wal`, { force: true });
  if (existsSync(path)) renameSync(path, aside);
  rmSync(`${path}-shm`, { force: true });
  flush(dirname(path));
  renameSync(restored, path);
  flush(dirname(path));
  return existsSync(aside) ? { aside } : {};
}

/** `20260301T031407123Z` */
function compactTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:.]/g, '');
}
