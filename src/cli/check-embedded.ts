import { verifyChain, type ChainReport } from '../audit/verify-chain.ts';
import { readAuditChain } from '../store/read-audit-chain.ts';
import { checkSqlite } from '../store/sqlite/check-sqlite.ts';
import type { StoreFault, StoreReport } from '../store/store-report.ts';

/** A store's report with that of its audit chain. */
export interface WholeReport extends Omit<StoreReport, 'faults'> {
  audit: ChainReport;
  faults: readonly (Omit<StoreFault, 'what'> & { what: StoreFault['what'] | 'audit' })[];
}

/** @throws {MiddlewatchError} `store-unavailable`: there is no such file, or it is no store of Middlewatch. */
export function checkEmbedded(path: string): WholeReport {
  const report = checkSqlite(path);
  return withAudit(report, chainOf(path, report));
}

export function withAudit(report: StoreReport, audit: ChainReport): WholeReport {
  const { fault } = audit;
  const broken =
    fault === undefined
      ? []
      : [{ what: 'audit' as const, words: `record ${fault.seq} does not hold: ${fault.reason}` }];
  return { ...report, audit, faults: [...report.faults, ...broken] };
}

/** `3 audit records up to 3:9f…`: the head is worth noting elsewhere. */
export function auditInWords({ audit: { records, head } }: Pick<WholeReport, 'audit'>): string {
  if (records === 0) return 'no audit records';
  return `${records} audit record${records === 1 ? '' : 's'} up to ${head.seq}:${head.hash}`;
}

/** One line a fault. */
export function faultLines({ faults }: Pick<WholeReport, 'faults'>): string {
  return faults.map(({ what, words }) => `  ${what}: ${words}\n`).join('');
}

function chainOf(path: string, report: StoreReport): ChainReport {
  // Nothing of it can be read: said already.
  if (report.schema.number === 0 && report.faults.length > 0)
    return { ok: false, records: 0, head: { seq: 0, hash: '' } };
  return verifyChain(readAuditChain(path));
}
