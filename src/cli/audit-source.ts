import type { AuditRecord } from '../model/audit-record.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';
import { readAuditChain } from '../store/read-audit-chain.ts';
import { WrongUse } from './read-options.ts';

export type AuditLinks =
  Iterable<AuditRecord | UnreadableRecord> | AsyncIterable<AuditRecord | UnreadableRecord>;

export interface AuditTools {
  /** Reads a config file and gives its `store.path`. */
  storePath: (configFile: string) => Promise<string>;
  /** DATABASE_URL, where it is set. */
  databaseUrl: () => string | undefined;
}

export const auditPlaceOptions = {
  config: { type: 'string' },
  store: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export interface AuditPlace {
  config?: string;
  store?: string;
}

/**
 * The chain of a store. A path on the command line is meant, whatever the environment says.
 * @throws {WrongUse} neither or both are named
 */
export async function auditLinks(given: AuditPlace, tools: AuditTools): Promise<AuditLinks> {
  const url = urlOf(given, tools);
  if (url === undefined) return readAuditChain(await auditPath(given, tools));
  // Only then: loading its client takes time.
  const { readPostgresAuditChain } = await import('../store/postgres/read-postgres-audit-chain.ts');
  return readPostgresAuditChain(url);
}

/** The id of an incident by its number; undefined: there is none. */
export async function incidentIdOf(
  number: number,
  given: AuditPlace,
  tools: AuditTools,
): Promise<string | undefined> {
  const url = urlOf(given, tools);
  if (url === undefined) {
    const { readIncidentId } = await import('../store/sqlite/read-incident-id.ts');
    return readIncidentId(await auditPath(given, tools), number);
  }
  const { readPostgresIncidentId } = await import('../store/postgres/read-postgres-incident-id.ts');
  return readPostgresIncidentId(url, number);
}

function urlOf({ store }: AuditPlace, { databaseUrl }: AuditTools): string | undefined {
  return store === undefined ? databaseUrl() : undefined;
}

/** @throws {WrongUse} */
export async function auditPath({ config, store }: AuditPlace, { storePath }: AuditTools): Promise<string> {
  if (config !== undefined && store === undefined) return storePath(config);
  if (store !== undefined && config === undefined) return store;
  throw new WrongUse('audit needs either --config FILE or --store PATH');
}
