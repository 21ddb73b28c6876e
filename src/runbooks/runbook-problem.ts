/** What lint finds. Lines and columns count from 1. An error keeps part of the runbook from working; a warning does not. */
export interface RunbookProblem {
  file: string;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
}

/** A problem in a file that is being read: the file's name is added by the reader. */
export type LocalProblem = Omit<RunbookProblem, 'file'>;
