import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename } from 'node:path';
import { writeAuditLine } from '../audit/audit-line.ts';
import { readAuditExport, startOfExport, writeSegmentStart } from '../audit/read-audit-export.ts';
import { readSigningKey, signHead } from '../audit/signed-head.ts';
import { verifyChainOf, type AuditHead, type ChainReport } from '../audit/verify-chain.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { AuditRecord } from '../model/audit-record.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';
import type { Store } from '../store/store.ts';
import {
  auditLinks,
  auditPlaceOptions,
  type AuditLinks,
  type AuditPlace,
  type AuditTools,
} from './audit-source.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

export interface SealTools extends AuditTools {
  /** Opens the store for writing. @throws {MiddlewatchError} `store-locked` while a bot runs on an embedded one */
  openStore: (place: AuditPlace) => Promise<Pick<Store, 'sealAudit' | 'pruneSealed' | 'close'>>;
  /** MIDDLEWATCH_AUDIT_KEY, PEM; undefined: not set. */
  key: () => string | undefined;
  now: () => number;
}

/** Records deleted in one transaction: a bot beside it waits no longer than for these. */
const batch = 500;

/**
 * `audit seal --before DATE --out FILE`: the records before a date become a file that proves itself, with its head beside
 * it; that this was done is a record of the chain; then, and only then, they are deleted from the store. A step that was
 * interrupted is done again by the same command with another FILE, or by itself.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `store-locked`, `config-invalid`, `secret-missing`
 */
export async function auditSeal(argv: readonly string[], io: CommandIo, tools: SealTools): Promise<number> {
  const { values, positionals } = readOptions(argv, {
    ...auditPlaceOptions,
    before: { type: 'string' },
    out: { type: 'string' },
  });
  if (positionals[0] !== undefined) throw new WrongUse(`"${positionals[0]}" is one word too many`);
  const { out } = values;
  if (out === undefined) throw new WrongUse('audit seal needs --out FILE, the segment to write');
  const before = readDate(values.before, tools.now());
  if (existsSync(out)) throw new WrongUse(`${out} is there already: a sealed segment is never written over`);
  const pem = tools.key();
  const key = pem === undefined ? undefined : readSigningKey(pem);

  const store = await tools.openStore(values);
  try {
    const segment = await writeSegment(out, await auditLinks(values, tools), before);
    const { fault, head, after } = segment.chain;
    if (fault !== undefined) {
      io.stderr(
        `Nothing was sealed: record ${fault.seq} does not hold: ${fault.reason}.\nKeep a copy of the store.\n`,
      );
      return exitCodes.fault;
    }
    if (segment.head === undefined) {
      const gone = await prune(store);
      io.stdout(
        `No record is older than ${new Date(before).toISOString()}: nothing was sealed.${gone === 0 ? '' : ` ${gone} records of an earlier seal were still here and are deleted now.`}\n`,
      );
      return exitCodes.done;
    }
    const sealed = segment.head;
    const line = key === undefined ? `${sealed.seq}:${sealed.hash}` : signHead(sealed, tools.now(), key);
    writeWhole(`${out}.head`, `${line}\n`);
    const written = await store.sealAudit(sealed, {
      at: tools.now(),
      actor: 'middlewatch',
      data: {
        from: (after?.seq ?? 0) + 1,
        before: new Date(before).toISOString(),
        file: basename(out),
        sha256: await sha256Of(out),
        ...(key !== undefined && { signedHead: line }),
        via: 'audit seal',
      },
    });
    if (written === 'conflict') {
      io.stderr('Nothing was sealed: another seal was made meanwhile, and goes as far. Delete this FILE.\n');
      return exitCodes.fault;
    }
    const gone = await prune(store);
    io.stdout(
      [
        `${out}: records ${(after?.seq ?? 0) + 1} to ${sealed.seq}, checked. Head: ${line}`,
        `${gone} records were deleted here; ${head.seq - sealed.seq} stay, after which the seal itself is on the record.`,
        `Keep ${out} and ${out}.head. To check them: middlewatch audit verify ${out} --head-file ${out}.head`,
        key === undefined ? 'Not signed: MIDDLEWATCH_AUDIT_KEY is not set.' : 'Signed.',
        '',
      ].join('\n'),
    );
    return exitCodes.done;
  } finally {
    await store.close();
  }
}

function readDate(text: string | undefined, now: number): number {
  const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?$/i;
  const at = text !== undefined && form.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(at))
    throw new WrongUse('audit seal needs --before DATE: 2026-01-01 (UTC), or a time with its zone');
  if (at > now) throw new WrongUse('--before lies in the future: the newest records stay in the store');
  return at;
}

interface Segment {
  /** Of the whole chain: all of it is checked, also what stays. */
  chain: ChainReport;
  /** The newest record in the file; undefined: none was old enough, and there is no file. */
  head?: AuditHead;
}

/** Records before the first one that is not old enough. */
async function writeSegment(out: string, links: AuditLinks, before: number): Promise<Segment> {
  const unfinished = `${out}.unfinished`;
  let head: AuditHead | undefined;
  let young = false;
  const file = openFile(unfinished);
  async function* written(): AsyncGenerator<AuditRecord | UnreadableRecord> {
    for await (const link of links) {
      young ||= 'unreadable' in link || link.at >= before;
      if (!young && !('unreadable' in link)) {
        if (head === undefined && link.seq > 1)
          writeSync(file, `${writeSegmentStart({ seq: link.seq - 1, hash: link.previousHash })}\n`);
        writeSync(file, `${writeAuditLine(link)}\n`);
        head = { seq: link.seq, hash: link.hash };
      }
      yield link;
    }
  }
  try {
    let chain: ChainReport;
    try {
      chain = await verifyChainOf(written());
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (!chain.ok || head === undefined) return { chain };
    // What stands in the file, not what was meant to.
    const inFile = await verifyChainOf(readAuditExport(unfinished), head, startOfExport(unfinished));
    if (!inFile.ok) return { chain: inFile };
    renameSync(unfinished, out);
    return { chain, head };
  } finally {
    rmSync(unfinished, { force: true });
  }
}

async function prune(store: Pick<Store, 'pruneSealed'>): Promise<number> {
  let all = 0;
  for (;;) {
    const gone = await store.pruneSealed(batch);
    all += gone;
    if (gone < batch) return all;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'w', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new MiddlewatchError('store-unavailable', `${path} cannot be written (${code ?? 'unknown'})`, {
      cause: error,
    });
  }
}

function writeWhole(path: string, text: string): void {
  const file = openFile(path);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
