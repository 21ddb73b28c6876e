import { WrongUse } from './read-options.ts';

/** What the store's commands need of the world. */
export interface StoreTools {
  /** Reads a config file and gives its `store.path`. */
  storePath: (configFile: string) => Promise<string>;
  /** DATABASE_URL, where it is set. */
  databaseUrl: () => string | undefined;
}

/** The options that say which store is meant. */
export const placeOptions = { config: { type: 'string' }, store: { type: 'string' } } as const;

/**
 * The embedded store's file by `--config FILE` or `--store PATH`.
 *
 * @param instead what to do with a PostgreSQL, when DATABASE_URL is set and no path is given
 * @throws {WrongUse}
 */
export async function embeddedPath(
  command: string,
  given: { config?: string | undefined; store?: string | undefined },
  { storePath, databaseUrl }: StoreTools,
  instead: string,
): Promise<string> {
  if ((given.config === undefined) === (given.store === undefined))
    throw new WrongUse(`${command} needs either --config FILE or --store PATH`);
  if (given.store === undefined && databaseUrl() !== undefined)
    throw new WrongUse(`DATABASE_URL is set: ${instead} (docs/store.md)`);
  return given.store ?? (await storePath(given.config ?? ''));
}
