import type { RunbookProblem } from './runbook-problem.ts';
import { loadRunbooks } from './load-runbooks.ts';

export interface RunbookLint {
  /** True when nothing is an error; warnings are allowed. */
  ok: boolean;
  files: number;
  problems: readonly RunbookProblem[];
}

/**
 * Reads runbooks as the bot does and tells what it could not use.
 * @throws MiddlewatchError `runbook-invalid` when a directory cannot be read
 */
export async function lintRunbooks(directories: readonly string[]): Promise<RunbookLint> {
  const { files, problems } = await loadRunbooks(directories);
  const sorted = problems.toSorted(
    (one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0) || one.line - other.line,
  );
  return { ok: sorted.every((problem) => problem.severity !== 'error'), files, problems: sorted };
}
