import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { writeAuditLine } from '../audit/audit-line.ts';
import { verifyChainOf, type ChainReport } from '../audit/verify-chain.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { AuditRecord } from '../model/audit-record.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';
import { auditLinks, auditPlaceOptions, type AuditLinks, type AuditTools } from './audit-source.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/**
 * `audit export FILE`, with the arguments after the two words: the chain as JSON lines, checked while it is written. A
 * chain that does not hold is not exported: copy the store then, an export would only hide the fault.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `config-invalid`
 */
export async function auditExport(
  argv: readonly string[],
  io: CommandIo,
  tools: AuditTools,
): Promise<number> {
  const { values, positionals } = readOptions(argv, auditPlaceOptions);
  const [target, more] = positionals;
  if (target === undefined || more !== undefined) throw new WrongUse('audit export needs one FILE to write');
  const report = await writeExport(target, await auditLinks(values, tools));
  if (report.fault !== undefined) {
    io.stderr(
      `Nothing was exported: record ${report.fault.seq} does not hold: ${report.fault.reason}.\nKeep a copy of the store.\n`,
    );
    return exitCodes.fault;
  }
  const { seq, hash } = report.head;
  io.stdout(
    `${target}: ${seq} record${seq === 1 ? '' : 's'}, checked.\nHead: ${seq}:${hash}\n` +
      `To check it anywhere: middlewatch audit verify ${target} --head ${seq}:${hash}\n`,
  );
  return exitCodes.done;
}

/** Under another name until it is whole: half an export looks like a chain that was cut. */
async function writeExport(target: string, links: AuditLinks): Promise<ChainReport> {
  const unfinished = `${target}.unfinished`;
  try {
    const file = openSync(unfinished, 'w', 0o600);
    let report: ChainReport;
    try {
      report = await verifyChainOf(written(links, file));
    } finally {
      closeSync(file);
    }
    if (report.ok) renameSync(unfinished, target);
    return report;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new MiddlewatchError('store-unavailable', `${target} cannot be written (${code ?? syscall})`, {
      cause: error,
    });
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function* written(links: AuditLinks, file: number): AsyncGenerator<AuditRecord | UnreadableRecord> {
  for await (const link of links) {
    if (!('unreadable' in link)) writeSync(file, `${writeAuditLine(link)}\n`);
    yield link;
  }
}
