import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A folder on a file system of its own that can run full. */
export interface SmallDisk {
  path: string;
  fill(): void;
  makeRoom(): void;
  remove(): void;
}

/** A tmpfs at `folder`; undefined where this machine does not allow it (a container without CAP_SYS_ADMIN). */
export function mountSmallDisk(folder: string, mebibytes = 16): SmallDisk | undefined {
  mkdirSync(folder, { recursive: true });
  if (!canRun('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'middlewatch-test', folder))
    return undefined;
  const filler = join(folder, 'filler');
  return {
    path: folder,
    fill() {
      const file = openSync(filler, 'w');
      try {
        for (const size of [1 << 20, 4096]) while (wrote(file, size));
      } finally {
        closeSync(file);
      }
    },
    makeRoom: () => rmSync(filler, { force: true }),
    remove: () => void canRun('umount', '--lazy', folder),
  };
}

/** Puts a read-only view of a folder in its place: what is open stays as it is, what is opened from now on cannot be written. */
export function mountReadOnly(folder: string): { remove(): void } | undefined {
  if (!canRun('mount', '--bind', folder, folder)) return undefined;
  const remove = () => void canRun('umount', '--lazy', folder);
  if (canRun('mount', '-o', 'remount,bind,ro', folder)) return { remove };
  remove();
  return undefined;
}

function wrote(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) === size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

function canRun(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
