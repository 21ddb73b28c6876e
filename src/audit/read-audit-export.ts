import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { AuditRecord } from '../model/audit-record.ts';
import type { UnreadableRecord } from '../store/read-audit-link.ts';
import { readAuditLine } from './audit-line.ts';

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
    const record = readAuditLine(line, seq + 1);
    seq = record.seq;
    yield record;
  }
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
