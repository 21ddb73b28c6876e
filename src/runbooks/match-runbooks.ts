import { alertName, type Alert } from '../model/alert.ts';
import type { Finding } from '../model/finding.ts';
import type { Runbook, RunbookMatch } from '../model/runbook.ts';
import type { Subject } from '../model/subject.ts';
import { longestName, readAlertPattern } from './alert-pattern.ts';
import { nextStep } from './next-step.ts';
import { placeholderValues } from './placeholders.ts';
import { searchText } from './text-search.ts';

/** What is looked for. */
export interface RunbookQuestion {
  alerts: readonly Pick<Alert, 'labels' | 'annotations'>[];
  /** Ranked, best first. */
  findings: readonly Finding[];
  subject: Subject;
}

/** So many are shown. */
const mostMatches = 3;

/** Where a match comes from decides first; whether it is for the cause that was found decides among equals. */
const scores = { annotation: 100, name: 90, pattern: 80, labels: 70, finding: 60, text: 20 } as const;
const forBestFinding = 8;
const forOtherFinding = 4;
/** Below what is for the cause: it says itself that it is for another. */
const forAnotherCause = -30;

/**
 * The runbooks that fit, best first: named by the alert's annotation, for the alert's name, by pattern, by labels, for the
 * cause that was found; only if none of these, by their words, as "possibly related".
 */
export function matchRunbooks(runbooks: readonly Runbook[], question: RunbookQuestion): RunbookMatch[] {
  const found = runbooks.flatMap((runbook) => {
    const match = fit(runbook, question);
    return match === undefined ? [] : [{ runbook, ...match }];
  });
  const matches = found.length > 0 ? found : related(runbooks, question);
  const values = placeholderValues(question);
  return matches
    .sort((one, other) => other.score - one.score || (one.runbook.id < other.runbook.id ? -1 : 1))
    .slice(0, mostMatches)
    .map(({ runbook, score, reason }) => {
      const step = nextStep(runbook, question.findings, values);
      const { id, title, file } = runbook;
      return { runbook: id, title, file, score, reason, ...(step === undefined ? {} : { nextStep: step }) };
    });
}

interface Fit {
  score: number;
  reason: string;
}

function fit(runbook: Runbook, { alerts, findings }: RunbookQuestion): Fit | undefined {
  const hasLabels = Object.keys(runbook.labels).length > 0;
  const heard = hasLabels ? alerts.filter((alert) => labelsHold(runbook, alert)) : alerts;
  if (hasLabels && heard.length === 0) return undefined;
  const place = findings.findIndex((finding) => runbook.findings.includes(finding.code));
  const bonus =
    place === 0
      ? forBestFinding
      : place > 0
        ? forOtherFinding
        : isForOthers(runbook, findings)
          ? forAnotherCause
          : 0;
  const cause = place < 0 ? '' : ' and for the cause that was found';
  const base = fitByAlert(runbook, heard);
  if (base !== undefined) return { score: base.score + bonus, reason: `${base.reason}${cause}` };
  const names = runbook.alerts.length > 0;
  if (place >= 0) return { score: scores.finding + bonus, reason: 'for the cause that was found' };
  if (!hasLabels || names || runbook.findings.length > 0) return undefined;
  const shown = Object.entries(runbook.labels).map(([name, value]) => `${name}=${value}`);
  return { score: scores.labels, reason: `for alerts with ${shown.join(', ')}` };
}

/** It is for causes, one was found, and it is none of its own. */
function isForOthers(runbook: Runbook, findings: readonly Finding[]): boolean {
  return runbook.findings.length > 0 && findings.length > 0;
}

function labelsHold(runbook: Runbook, alert: Pick<Alert, 'labels'>): boolean {
  return Object.entries(runbook.labels).every(([name, value]) => alert.labels[name] === value);
}

function fitByAlert(runbook: Runbook, alerts: RunbookQuestion['alerts']): Fit | undefined {
  if (alerts.some((alert) => annotated(alert) === runbook.id.toLowerCase())) {
    return { score: scores.annotation, reason: "named by the alert's runbook annotation" };
  }
  const names = [...new Set(alerts.map(alertName))];
  const patterns = runbook.alerts.map(readAlertPattern);
  const exact = names.find((name) => patterns.some((pattern) => pattern.exact === name));
  if (exact !== undefined) return { score: scores.name, reason: `named for the alert ${exact}` };
  for (const { expression } of patterns) {
    const name = names.find((one) => expression?.test(one.slice(0, longestName)) === true);
    if (name !== undefined) return { score: scores.pattern, reason: `made for alerts like ${name}` };
  }
  return undefined;
}

/** The runbook that `runbook: node-full` or the last part of `runbook_url` names, in lower case. */
function annotated(alert: Pick<Alert, 'annotations'>): string | undefined {
  const value = alert.annotations['runbook'] ?? alert.annotations['runbook_url'];
  const last = value?.split(/[?#]/)[0]?.replace(/\/+$/, '').split('/').at(-1);
  return last?.replace(/\.md$/i, '').toLowerCase();
}

function related(
  runbooks: readonly Runbook[],
  { alerts }: RunbookQuestion,
): { runbook: Runbook; score: number; reason: string }[] {
  const text = alerts
    .slice(0, 3)
    .map(({ labels, annotations }) =>
      [
        alertName({ labels }),
        annotations['summary'] ?? '',
        annotations['description'] ?? annotations['message'] ?? '',
      ].join(' '),
    )
    .join(' ');
  return searchText(runbooks, text).flatMap(({ id, share }) => {
    const runbook = runbooks.find((one) => one.id === id);
    if (
      runbook === undefined ||
      (Object.keys(runbook.labels).length > 0 && !alerts.some((one) => labelsHold(runbook, one)))
    ) {
      return [];
    }
    return [{ runbook, score: Math.round(scores.text * share), reason: 'possibly related, by its words' }];
  });
}
