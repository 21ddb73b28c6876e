// Plain JavaScript on purpose: this runs on whatever Node the host has (Node 20 cannot load a .ts file).
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const requiredMajor = 24;

/** The folder of this package. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Finds a Node that can run Middlewatch: the running one, else the one that the lockfile pins.
 * `node_modules/.bin/node` is never used: npm 10.8 to 11.3 delete it when they drop the other architecture.
 * @returns {string | undefined} the path of the executable; undefined when there is none
 */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= requiredMajor) return process.execPath;
  // npm hoists the platform packages to the package's own folder, or beside it when it is itself a dependency.
  for (const modules of [join(root, 'node_modules'), dirname(root)]) {
    const pinned = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
    if (existsSync(pinned)) return pinned;
  }
  return undefined;
}

/** What to say, and exit 2 with, when findNode() found nothing. */
export function refusal() {
  return (
    `Middlewatch requires Node ${requiredMajor}, found ${process.versions.node}, and the pinned Node is not installed.\n` +
    `Run "npm ci" with optional dependencies (on Linux x64 or arm64), or install Node ${requiredMajor} or newer.`
  );
}
