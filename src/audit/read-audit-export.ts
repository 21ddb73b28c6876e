import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { canonicalJson } from '../model/canonical-json.ts';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { AuditRecord } from '../model/audit-record.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';
import { readAuditLine } from './audit-line.ts';
import type { AuditHead } from './verify-chain.ts';

const chunkBytes = 65_536;
/** A record's data is cut far below this when it is written: a longer line is no record, and memory stays small. */
const longestLine = 16_777_216;

/**
 * Reads an export line by line, whatever its size.
 * @throws {MiddlewatchError} `store-unavailable`: the file cannot be read
 */
export function* readAuditExport(path: string): Generator<AuditRecord | UnreadableRecord> {
  let seq = 0;
  for (const line of linesOf(path)) {
    const after = seq === 0 ? readSegmentStart(line) : undefined;
    if (after !== undefined) {
      seq = after.seq;
      continue;
    }
    const record = readAuditLine(line, seq + 1);
    seq = record.seq;
    yield record;
  }
}

/**
 * The record before the first one of a file, where its first line names it: a segment of a chain that does not begin with 1.
 * @throws {MiddlewatchError} `store-unavailable`: the file cannot be read
 */
export function startOfExport(path: string): AuditHead | undefined {
  for (const line of linesOf(path)) return readSegmentStart(line);
  return undefined;
}

/** The first line of a segment that begins later: the record before it. */
export function writeSegmentStart({ seq, hash }: AuditHead): string {
  return canonicalJson({ after: { seq, hash } });
}

function readSegmentStart(line: string): AuditHead | undefined {
  const [, hash, seq] = /^\{"after":\{"hash":"([0-9a-f]{64})","seq":([1-9]\d{0,14})\}\}$/.exec(line) ?? [];
  return hash === undefined || seq === undefined ? undefined : { seq: Number(seq), hash };
}

function* linesOf(path: string): Generator<string> {
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(chunkBytes);
  let rest = '';
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    for (;;) {
      const length = readSync(file, chunk);
      if (length === 0) break;
      const lines = (rest + decoder.write(chunk.subarray(0, length))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > longestLine) break;
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new MiddlewatchError('store-unavailable', `${path} cannot be read (${code})`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}
