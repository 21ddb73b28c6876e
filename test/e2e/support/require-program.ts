import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Debian 12 package that brings each program. */
const packages = {
  chromium: 'chromium',
  prometheus: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  strace: 'strace',
} as const;

/**
 * The full path of a program that an end-to-end test needs.
 * @throws when it is not installed: a test that needs a real server fails without it, it is never skipped silently
 */
export function requireProgram(program: keyof typeof packages): string {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin']) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  throw new Error(
    `${program} is not installed. On Debian: apt-get install ${packages[program]} (.ci/run does it).`,
  );
}
