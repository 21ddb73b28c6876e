import { parseHead } from '../audit/parse-head.ts';
import { verifyChain, verifyChainOf, type AuditHead, type ChainReport } from '../audit/verify-chain.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { readAuditChain } from '../store/read-audit-chain.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

const usage = `Usage: middlewatch audit verify (--config FILE | --store PATH) [--head SEQ:HASH] [--json]

Checks the audit's hash chain, read-only, also beside a running bot. With DATABASE_URL set, and without
--store, the chain in that PostgreSQL.

  --config FILE     the config whose store.path is checked
  --store PATH      the database file itself
  --head SEQ:HASH   a head that was noted elsewhere: proves that nothing up to it was cut off or exchanged
  --json            one JSON document on stdout: {ok, records, head: {seq, hash}, fault?: {seq, reason}}

Exit code: 0 all records hold, 1 a record does not, 2 wrong use or no store.
`;

export interface AuditVerifyTools {
  /** Reads a config file and gives its `store.path`. */
  storePath: (configFile: string) => Promise<string>;
  /** DATABASE_URL, where it is set. */
  databaseUrl: () => string | undefined;
}

/**
 * `audit verify`, with the arguments after these two words. Gives the exit code.
 *
 * @throws {WrongUse}
 */
export async function auditVerify(
  argv: readonly string[],
  io: CommandIo,
  tools: AuditVerifyTools,
): Promise<number> {
  const { values, positionals } = readOptions(argv, {
    config: { type: 'string' },
    store: { type: 'string' },
    head: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.stdout(usage);
    return exitCodes.done;
  }
  if (positionals[0] !== undefined) throw new WrongUse(`"${positionals[0]}" is one word too many`);
  const head = readHead(values.head);
  try {
    const report = await verify(values, tools, head);
    io.stdout(values.json === true ? `${JSON.stringify(report)}\n` : inWords(report));
    if (report.ok && head === undefined) {
      (values.json === true ? io.stderr : io.stdout)(tailWarning(report.head));
    }
    return report.ok ? exitCodes.done : exitCodes.fault;
  } catch (error) {
    if (!(error instanceof MiddlewatchError)) throw error;
    io.stderr(`${error.message}\n${error.remedy}\n`);
    return exitCodes.wrongUse;
  }
}

/** A path on the command line is meant, whatever the environment says. */
async function verify(
  given: { config?: string; store?: string },
  { storePath, databaseUrl }: AuditVerifyTools,
  head: AuditHead | undefined,
): Promise<ChainReport> {
  const url = given.store === undefined ? databaseUrl() : undefined;
  if (url === undefined) return verifyChain(readAuditChain(await pathOf(given, storePath)), head);
  // Only then: loading its client takes time.
  const { readPostgresAuditChain } = await import('../store/postgres/read-postgres-audit-chain.ts');
  return await verifyChainOf(readPostgresAuditChain(url), head);
}

async function pathOf(
  given: { config?: string; store?: string },
  storePath: AuditVerifyTools['storePath'],
): Promise<string> {
  if (given.config !== undefined && given.store === undefined) return await storePath(given.config);
  if (given.store !== undefined && given.config === undefined) return given.store;
  throw new WrongUse('audit verify needs either --config FILE or --store PATH');
}

function readHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const head = parseHead(text);
  if (head === undefined) throw new WrongUse('--head wants SEQ:HASH, as "audit verify" prints it');
  return head;
}

function inWords(report: ChainReport): string {
  if (report.fault !== undefined) {
    return `Record ${report.fault.seq} does not hold: ${report.fault.reason}.\nBefore it, ${held(report.records)}.\n`;
  }
  return `${held(report.records)}; the chain is whole.\nHead: ${report.head.seq}:${report.head.hash}\n`;
}

function held(records: number): string {
  return records === 1 ? '1 record holds' : `${records} records hold`;
}

function tailWarning({ seq, hash }: AuditHead): string {
  return (
    'The tail is not proven: records cut off at the end leave no trace. Note the head elsewhere and check it next time:\n' +
    `  --head ${seq}:${hash}\n`
  );
}
