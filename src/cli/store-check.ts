import { verifyChainOf } from '../audit/verify-chain.ts';
import { auditInWords, checkEmbedded, faultLines, withAudit, type WholeReport } from './check-embedded.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';
import { embeddedPath, placeOptions, type StoreTools } from './store-tools.ts';

/**
 * `store check (--config FILE | --store PATH) [--json]`, with the arguments after the two words. With DATABASE_URL set, and
 * without --store, that PostgreSQL. Gives the exit code.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `config-invalid`
 */
export async function storeCheck(argv: readonly string[], io: CommandIo, tools: StoreTools): Promise<number> {
  const { values, positionals } = readOptions(argv, { ...placeOptions, json: { type: 'boolean' } });
  if (positionals[0] !== undefined) throw new WrongUse(`"${positionals[0]}" is one word too many`);
  const url = values.store === undefined ? tools.databaseUrl() : undefined;
  const { place, report } = url === undefined ? await checkFile(values, tools) : await checkServer(url);
  const ok = report.faults.length === 0;
  if (values.json === true) io.stdout(`${JSON.stringify({ ok, store: place, ...report })}\n`);
  else (ok ? io.stdout : io.stderr)(ok ? fine(place, report) : faulty(place, report));
  return ok ? exitCodes.done : exitCodes.fault;
}

interface Checked {
  place: string;
  report: WholeReport;
}

async function checkFile(
  given: { config?: string | undefined; store?: string | undefined },
  tools: StoreTools,
): Promise<Checked> {
  const place = await embeddedPath('store check', given, tools, '');
  return { place, report: checkEmbedded(place) };
}

async function checkServer(url: string): Promise<Checked> {
  // Only then: loading its client takes time.
  const [{ checkPostgres }, { readPostgresAuditChain }] = await Promise.all([
    import('../store/postgres/check-postgres.ts'),
    import('../store/postgres/read-postgres-audit-chain.ts'),
  ]);
  const { place, ...report } = await checkPostgres(url);
  return { place, report: withAudit(report, await verifyChainOf(readPostgresAuditChain(url))) };
}

function fine(place: string, report: WholeReport): string {
  const looked =
    report.engine === 'sqlite'
      ? 'pages, indexes, references and schema hold'
      : 'the schema holds; its pages PostgreSQL checks itself (data checksums, pg_amcheck)';
  return `${place}: ${report.bytes} bytes, schema ${report.schema.number}; ${looked}; it holds ${auditInWords(report)}, an unbroken chain.\n`;
}

function faulty(place: string, report: WholeReport): string {
  const next =
    report.engine === 'sqlite'
      ? 'Stop the bot and restore the newest backup: middlewatch store restore FILE (docs/store.md)'
      : 'Stop the bots and restore the newest dump: pg_restore (docs/store.md)';
  return `${place} has faults:\n${faultLines(report)}${next}\n`;
}
