import { existsSync } from 'node:fs';
import { startPostgres } from '../../test/e2e/support/start-postgres.ts';
import { temporaryFolder } from '../../test/e2e/support/temporary-folder.ts';

/** Where Debian's package puts it. */
const program = '/usr/lib/postgresql/15/bin/postgres';

/** The PostgreSQL that was named, or one of our own where Debian's package is installed; undefined: none. */
export async function ownPostgres(
  named: string | undefined,
): Promise<{ url: string; stop: () => Promise<void> } | undefined> {
  if (named !== undefined) return { url: named, stop: async () => Promise.resolve() };
  if (!existsSync(program)) return undefined;
  const folder = await temporaryFolder('bench-postgres');
  const { url, stop } = await startPostgres(folder.path);
  return {
    url,
    async stop() {
      await stop();
      await folder.remove();
    },
  };
}
