import { readAuditExport } from '../audit/read-audit-export.ts';
import { tellStory } from '../audit/tell-story.ts';
import type { AuditRecord } from '../model/audit-record.ts';
import {
  auditLinks,
  auditPlaceOptions,
  incidentIdOf,
  type AuditLinks,
  type AuditPlace,
  type AuditTools,
} from './audit-source.ts';
import { exitCodes, type CommandIo } from './command.ts';
import { readOptions, WrongUse } from './read-options.ts';

/**
 * `audit show INC-12 | EXECUTION [SEGMENT…]`: what is on the record of it, as a story; with segments that were sealed also
 * what stands in them. It does not prove the chain.
 *
 * @throws {WrongUse}
 * @throws {MiddlewatchError} `store-unavailable`, `config-invalid`
 */
export async function auditShow(argv: readonly string[], io: CommandIo, tools: AuditTools): Promise<number> {
  const { values, positionals } = readOptions(argv, auditPlaceOptions);
  const [name, ...segments] = positionals;
  if (name === undefined) throw new WrongUse('audit show needs one INC-12 or one execution');
  const records = await recordsOf(name, segments, values, tools);
  if (records.length === 0) {
    io.stderr(`Nothing is on the record about ${JSON.stringify(name)}.\n`);
    return exitCodes.fault;
  }
  io.stdout(`${tellStory(records)}To prove these records: middlewatch audit verify\n`);
  return exitCodes.done;
}

async function recordsOf(
  name: string,
  segments: readonly string[],
  place: AuditPlace,
  tools: AuditTools,
): Promise<AuditRecord[]> {
  const number = /^inc-(\d{1,9})$/i.exec(name)?.[1];
  const id = number === undefined ? name : await incidentIdOf(Number(number), place, tools);
  const records: AuditRecord[] = [];
  /** An execution's request, asked and approved before the execution had an id. */
  const requests = new Set<string>();
  if (id === undefined) return records;
  const isAbout = (record: AuditRecord) =>
    [record.incidentId, record.requestId, record.executionId].includes(id) ||
    (number !== undefined && lists(record, `INC-${Number(number)}`));
  for await (const record of linksOf(segments, await auditLinks(place, tools))) {
    if ('unreadable' in record || !isAbout(record)) continue;
    if (record.executionId === id && record.requestId !== undefined) requests.add(record.requestId);
    records.push(record);
  }
  if (requests.size === 0) return records;
  const all: AuditRecord[] = [];
  for await (const record of linksOf(segments, await auditLinks(place, tools))) {
    if ('unreadable' in record) continue;
    if (record.requestId !== undefined && requests.has(record.requestId)) all.push(record);
  }
  return all;
}

/** Whoever takes on a storm acknowledges many incidents by one record, which lists them. */
function lists({ data }: AuditRecord, name: string): boolean {
  return Array.isArray(data['incidents']) && data['incidents'].includes(name);
}

/** Those that were sealed come first. */
async function* linksOf(segments: readonly string[], links: AuditLinks) {
  for (const file of segments) yield* readAuditExport(file);
  yield* links;
}
