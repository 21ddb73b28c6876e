import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MiddlewatchError } from '../errors/middlewatch-error.ts';
import type { Runbook } from '../model/runbook.ts';
import { readRunbook } from './read-runbook.ts';
import type { RunbookProblem } from './runbook-problem.ts';

export interface LoadedRunbooks {
  /** By id; a runbook of a later directory replaces one of the same id in an earlier. */
  runbooks: readonly Runbook[];
  problems: readonly RunbookProblem[];
  /** How many Markdown files were read. */
  files: number;
}

/** The longest public runbook has under 20 kB. */
const largestFile = 256 * 1024;
const mostFiles = 2000;

/**
 * Reads all `*.md` below the directories, but no README and no Hugo index. A file with faults is loaded as far as it goes.
 * @throws MiddlewatchError `runbook-invalid` when a directory cannot be read
 */
export async function loadRunbooks(directories: readonly string[]): Promise<LoadedRunbooks> {
  const byId = new Map<string, Runbook>();
  const problems: RunbookProblem[] = [];
  let files = 0;
  for (const directory of directories) {
    const seen = new Map<string, string>();
    for (const path of await markdownFiles(directory)) {
      const file = join(directory, path);
      files += 1;
      const text = await readText(file);
      if (typeof text !== 'string') {
        problems.push({ file, line: 1, column: 1, severity: 'error', message: text.fault });
        continue;
      }
      const id = basename(path, '.md');
      // On the card stands where to find it, not where this machine keeps it.
      const { runbook, problems: found } = readRunbook(id, `${basename(directory)}/${path}`, text);
      problems.push(...found.map((problem) => ({ file, ...problem })));
      const twin = seen.get(id);
      if (twin !== undefined) {
        const message = `has the same name as ${twin}, which it replaces`;
        problems.push({ file, line: 1, column: 1, severity: 'warning', message });
      }
      seen.set(id, file);
      byId.set(id, runbook);
    }
  }
  return { runbooks: [...byId.values()], problems, files };
}

async function markdownFiles(directory: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(directory, { recursive: true });
  } catch (error) {
    throw new MiddlewatchError('runbook-invalid', `the directory ${directory} cannot be read`, {
      cause: error,
    });
  }
  const wanted = names.filter(
    (name) => name.endsWith('.md') && !/(?:^|[/\\])(?:readme|_index|index)\.md$/i.test(name),
  );
  if (wanted.length > mostFiles) {
    throw new MiddlewatchError('runbook-invalid', `${directory} holds more than ${mostFiles} Markdown files`);
  }
  return wanted.sort();
}

async function readText(file: string): Promise<string | { fault: string }> {
  try {
    const { size } = await stat(file);
    if (size > largestFile) return { fault: `is larger than ${largestFile} bytes` };
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown fault';
    return { fault: `cannot be read (${code})` };
  }
}
