import { DatabaseSync } from 'node:sqlite';
import type { Story } from './start-story.ts';

/** Rows of the story's store, read beside the bot that writes it. */
export function readStore(
  { storeFile }: Pick<Story, 'storeFile'>,
  sql: string,
): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(storeFile, { readOnly: true, timeout: 2_000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}
