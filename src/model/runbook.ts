import type { ActionName } from './action.ts';

/** Operator instructions in Markdown. */
export interface Runbook {
  /** The file's name without `.md`. */
  id: string;
  title: string;
  file: string;
  /** Alert names, exact, or /regular expression/. */
  alerts: readonly string[];
  /** Finding codes that it is for. */
  findings: readonly string[];
  /** Label matchers that must all hold. */
  labels: Readonly<Record<string, string>>;
  steps: readonly RunbookStep[];
  /** The text as written, without front matter. */
  markdown: string;
}

/** A list item under Diagnosis or Mitigation. */
export interface RunbookStep {
  /** From 1. */
  number: number;
  section: string;
  /** Plain text with inline code kept in backticks; placeholders such as `$NAMESPACE` unfilled. */
  text: string;
  /** The typed action that it offers, when it names one. */
  action?: ActionName;
  /** The finding codes for which this is the step to start with. */
  findings: readonly string[];
}

/** A runbook that fits an incident, with the step to start with. */
export interface RunbookMatch {
  runbook: string;
  title: string;
  file: string;
  /** Higher is better; compares matches of one incident only. */
  score: number;
  /** Why it matched, for people: `named for the alert KubePodCrashLooping`. */
  reason: string;
  /** With placeholders filled from the subject; absent when the runbook has no steps. */
  nextStep?: RunbookStep;
}
