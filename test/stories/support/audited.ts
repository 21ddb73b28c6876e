import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { readStore } from './read-store.ts';
import type { Story } from './start-story.ts';

const entry = fileURLToPath(new URL('../../../bin/middlewatch.mjs', import.meta.url));

/** What `audit verify --json` says of the story's store; `code` is its exit code. Also beside a running bot. */
export async function verifyAudit({
  storeFile,
}: Pick<Story, 'storeFile'>): Promise<{ code: number | null; ok: boolean; records: number }> {
  const child = spawn(process.execPath, [entry, 'audit', 'verify', '--store', storeFile, '--json']);
  const [out, errors] = [child.stdout, child.stderr].map(async (stream) => text(stream));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const report = (await out) ?? '';
  if (report === '') throw new Error(await errors);
  const { ok, records } = JSON.parse(report) as { ok: boolean; records: number };
  return { code, ok, records };
}

/** The kinds of an execution's audit records, in their order. */
export function auditOf(story: Pick<Story, 'storeFile'>, executionId: string): readonly unknown[] {
  if (!/^[a-z0-9]+$/.test(executionId)) throw new Error(`"${executionId}" is no id of an execution`);
  return readStore(story, `SELECT kind FROM audit WHERE execution_id = '${executionId}' ORDER BY seq`).map(
    ({ kind }) => kind,
  );
}
