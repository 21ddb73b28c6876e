import { readAuditExport, startOfExport } from '../audit/read-audit-export.ts';
import { verifyChainOf, type AuditHead, type ChainReport } from '../audit/verify-chain.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import {
  auditLinks,
  auditPlaceOptions,
  type AuditLinks,
  type AuditPlace,
  type AuditTools,
} from './audit-source.ts';
import { isRestOfHead, readGivenHead } from './read-given-head.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

const usage = `Usage: middlewatch audit verify (--config FILE | --store PATH | EXPORT…) [--head SEQ:HASH] [--json]

Checks the audit's hash chain, read-only, also beside a running bot. With DATABASE_URL set, and without
--store, the chain in that PostgreSQL. EXPORT is a file of "audit export" or "audit seal", or several that follow
each other, in order: nothing else is needed then.

  --config FILE     the config whose store.path is checked
  --store PATH      the database file itself
  --head SEQ:HASH   a head that was noted elsewhere: proves that nothing up to it was cut off or exchanged
  --head-file FILE  the same from a file: SEQ:HASH, or the signed line SEQ:HASH TIME SIGNATURE
  --public-key FILE the Ed25519 key (PEM) that must have signed that head
  --json            one JSON document on stdout: {ok, records, head: {seq, hash}, after?: {seq, hash}, fault?: {seq, reason}}

Exit code: 0 all records hold, 1 a record does not, 2 wrong use or no store.
`;

/**
 * `audit verify`, with the arguments after these two words. Gives the exit code.
 *
 * @throws {WrongUse}
 */
export async function auditVerify(
  argv: readonly string[],
  io: CommandIo,
  tools: AuditTools,
): Promise<number> {
  const { values, positionals } = readOptions(argv, {
    ...auditPlaceOptions,
    head: { type: 'string' },
    'head-file': { type: 'string' },
    'public-key': { type: 'string' },
    json: { type: 'boolean' },
  });
  if (values.help === true) {
    io.stdout(usage);
    return exitCodes.done;
  }
  const files = positionals.filter((word) => !isRestOfHead(word));
  const rest = positionals.filter(isRestOfHead);
  const given = readGivenHead({
    ...values,
    ...(values.head !== undefined && { head: [values.head, ...rest].join(' ') }),
  });
  const { head } = given;
  if (given.fault !== undefined) {
    io.stderr(`${given.fault}\n`);
    return exitCodes.fault;
  }
  if (given.note !== undefined) io.stderr(`${given.note}\n`);
  try {
    const links = await linksOf(files, values, tools);
    const [first] = files;
    const after = first === undefined ? undefined : startOfExport(first);
    const report = await verifyChainOf(links, head, after);
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

/** What is checked: the chain of a store, or exports alone, one after the other. */
async function linksOf(files: readonly string[], place: AuditPlace, tools: AuditTools): Promise<AuditLinks> {
  if (files.length === 0) return auditLinks(place, tools);
  if (place.config !== undefined || place.store !== undefined)
    throw new WrongUse('audit verify checks either an exported FILE or a store, not both');
  return readAll(files);
}

function* readAll(files: readonly string[]) {
  for (const file of files) yield* readAuditExport(file);
}

function inWords(report: ChainReport): string {
  if (report.fault !== undefined) {
    return `Record ${report.fault.seq} does not hold: ${report.fault.reason}.\nBefore it, ${held(report.records)}.\n`;
  }
  return `${held(report.records)}; the chain is whole.\n${beginning(report)}Head: ${report.head.seq}:${report.head.hash}\n`;
}

/** What is not here is proven elsewhere. */
function beginning({ after }: ChainReport): string {
  if (after === undefined) return '';
  return `It begins after record ${after.seq}: those up to it are in a sealed segment, to be checked with it (audit verify SEGMENT --head ${after.seq}:${after.hash}).\n`;
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
