import { didYouMean } from '../model/did-you-mean.ts';
import type { Runbook } from '../model/runbook.ts';
import { findingCodes } from './finding-codes.ts';
import { readFrontMatter, type FrontMatter } from './front-matter.ts';
import { readAlertPattern } from './alert-pattern.ts';
import { readSteps } from './read-steps.ts';
import type { LocalProblem } from './runbook-problem.ts';

/** Our keys, and those of Hugo that the prometheus-operator's runbooks carry. */
const ourKeys = ['title', 'alerts', 'findings', 'labels', 'owner'];
const otherKeys = ['weight', 'description', 'aliases', 'date', 'draft', 'tags'];

/** What one file says. `problems` may be errors: the rest of the runbook is still usable. */
export function readRunbook(
  id: string,
  file: string,
  text: string,
): { runbook: Runbook; problems: LocalProblem[] } {
  const front = readFrontMatter(text);
  const problems: LocalProblem[] = front.faults.map((fault) => ({ ...fault, severity: 'error' }));
  const complain = (severity: LocalProblem['severity'], key: string, message: string): void => {
    problems.push({ line: front.lineOf(key), column: 1, severity, message });
  };
  for (const key of Object.keys(front.values)) {
    if (ourKeys.includes(key) || otherKeys.includes(key)) continue;
    const meant = didYouMean(key, ourKeys);
    complain('warning', key, `unknown key ${key}${meant === undefined ? '' : `; did you mean ${meant}?`}`);
  }
  const outline = readSteps(front.markdown, front.lineOffset);
  problems.push(...outline.problems);
  const alerts = strings(front, 'alerts', complain);
  for (const alert of alerts ?? []) {
    const fault = readAlertPattern(alert).fault;
    if (fault !== undefined) complain('error', 'alerts', fault);
  }
  const findings = strings(front, 'findings', complain) ?? [];
  for (const code of findings.filter((one) => !findingCodes.includes(one))) {
    const meant = didYouMean(code, findingCodes);
    complain(
      'error',
      'findings',
      `there is no cause ${code}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    );
  }
  const stated = front.values['title'];
  const title = typeof stated === 'string' && stated !== '' ? stated : (outline.heading ?? id);
  if (title === id) complain('warning', 'title', 'it has no title: begin with "# What is wrong"');
  if (!outline.hasStepSections)
    complain('warning', '', 'it has neither a section Diagnosis nor Mitigation: no steps');
  else if (outline.steps.length === 0)
    complain('warning', '', 'Diagnosis and Mitigation have no list items: no steps');
  return {
    runbook: {
      id,
      title,
      file,
      alerts: alerts ?? namedAlerts([id, outline.heading ?? '']),
      findings,
      labels: labels(front, complain),
      steps: outline.steps,
      markdown: front.markdown,
    },
    problems,
  };
}

type Complain = (severity: LocalProblem['severity'], key: string, message: string) => void;

/** One text or a list of them; undefined when the key is absent. */
function strings(front: FrontMatter, key: string, complain: Complain): string[] | undefined {
  const value = front.values[key];
  if (value === undefined || value === null) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one): one is string => typeof one === 'string' && one !== '');
  if (texts.length !== list.length) complain('error', key, `${key} must be a list of texts`);
  return texts;
}

function labels(front: FrontMatter, complain: Complain): Record<string, string> {
  const value = front.values['labels'];
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    complain('error', 'labels', 'labels must be a map: `labels: { team: shop }`');
    return {};
  }
  const entries = Object.entries(value as Record<string, unknown>);
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.length !== entries.length)
    complain('error', 'labels', 'label values must be texts: quote numbers');
  return Object.fromEntries(texts);
}

/** A runbook without front matter is named for its alert, by file or heading: `KubePodCrashLooping`. */
function namedAlerts(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => /^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*$/.test(name)))];
}
