import { parseArgs } from 'node:util';
import { parseHead } from '../audit/parse-head.ts';
import { verifyChain, type AuditHead, type ChainReport } from '../audit/verify-chain.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import { readAuditChain } from '../store/read-audit-chain.ts';

export interface CommandIo {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  env: Readonly<Record<string, string | undefined>>;
}

export interface AuditVerifyTools {
  /** Reads a config file and gives its `store.path`. */
  storePath: (configFile: string) => Promise<string>;
}

const usage = `Usage: middlewatch audit verify (--config FILE | --store PATH) [--head SEQ:HASH] [--json]

Checks the audit's hash chain, read-only, also beside a running bot.

  --config FILE     the config whose store.path is checked
  --store PATH      the database file itself
  --head SEQ:HASH   a head that was noted elsewhere: proves that nothing was cut off after it
  --json            one JSON document on stdout: {ok, records, head: {seq, hash}, fault?: {seq, reason}}

Exit code: 0 all records hold, 1 a record does not, 2 wrong use or no store.
`;

/** `middlewatch audit verify`. Gives the exit code. */
export async function auditVerify(
  argv: readonly string[],
  io: CommandIo,
  tools: AuditVerifyTools,
): Promise<number> {
  const wrongUse = (problem: string): number => {
    io.stderr(`${problem}\n\n${usage}`);
    return 2;
  };
  const options = readOptions(argv);
  if (typeof options === 'string') return wrongUse(options);
  if (options.help) {
    io.stdout(usage);
    return 0;
  }
  let head: AuditHead | undefined;
  if (options.head !== undefined) {
    head = parseHead(options.head);
    if (head === undefined) return wrongUse(`--head wants SEQ:HASH, as "audit verify" prints it`);
  }
  try {
    const path = options.store ?? (await tools.storePath(options.config ?? ''));
    const report = verifyChain(readAuditChain(path), head);
    if (options.json) io.stdout(`${JSON.stringify(report)}\n`);
    else io.stdout(inWords(report));
    if (report.ok && head === undefined) (options.json ? io.stderr : io.stdout)(tailWarning(report.head));
    return report.ok ? 0 : 1;
  } catch (error) {
    if (!(error instanceof MiddlewatchError)) throw error;
    io.stderr(`${error.message}\n${error.remedy}\n`);
    return 2;
  }
}

interface Options {
  config?: string;
  store?: string;
  head?: string;
  json: boolean;
  help: boolean;
}

/** What is wrong, as a sentence, when it cannot be understood. */
function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string' },
        store: { type: 'string' },
        head: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help && (values.config === undefined) === (values.store === undefined)) {
      return 'Give either --config FILE or --store PATH.';
    }
    return values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function inWords(report: ChainReport): string {
  if (report.fault !== undefined) {
    return `Record ${report.fault.seq} does not hold: ${report.fault.reason}.\n${held(report.records)} before it.\n`;
  }
  return `${held(report.records)}: the chain is whole.\nHead: ${report.head.seq}:${report.head.hash}\n`;
}

function held(records: number): string {
  return records === 1 ? '1 record holds' : `${records} records hold`;
}

function tailWarning({ seq, hash }: AuditHead): string {
  return (
    `The tail is not proven: records cut off at the end leave no trace. Note the head elsewhere and check it next time:\n` +
    `  --head ${seq}:${hash}\n`
  );
}
