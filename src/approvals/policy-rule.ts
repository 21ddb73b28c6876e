import type { ApprovalLevel } from '../model/approval-level.ts';
import type { Severity } from '../model/severity.ts';
import { matchesGlob } from './glob.ts';
import type { TimeWindow } from '../model/time-window.ts';
import { clockInWords, isInWindow, windowInWords } from './wall-clock.ts';

/** One rule of the config's `policy`. The first rule that matches decides. */
export interface PolicyRule {
  /** `rollback`, `scale`, … */
  actions: readonly string[];
  /** Names of clusters; absent: all. */
  clusters?: readonly string[] | undefined;
  /** With `*` as a wildcard. A rule with namespaces never matches cluster-scoped objects. Absent: everything. */
  namespaces?: readonly string[] | undefined;
  /** Each must be there, with `*` as a wildcard: labels of the object, else of the alerts of the incident. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Of the incident. A rule with severities never matches what is asked without an incident. */
  severity?: readonly Severity[] | undefined;
  /** One of them must hold at the time; absent: always. */
  when?: readonly TimeWindow[] | undefined;
  /** Who may ask: `group:sre`, `user:ana@example.com`. */
  ask: readonly string[];
  /** Who approves, and how many of them: a number, or a level, or a level for each risk of a plan instead of it. */
  approve: { from: readonly string[]; count: number; risk?: ApprovalLevel | RiskLevels | undefined };
  /** `one-click-when-worse`: who asked for an action that made things worse undoes it alone, for ten minutes. */
  undo?: 'same' | 'one-click-when-worse' | undefined;
  /** How long a request waits for approval, in milliseconds. */
  expires: number;
}

export type RiskLevels = Readonly<Record<'low' | 'medium' | 'high', ApprovalLevel>>;

/** What a rule is matched against. What is not known does not match. */
export interface PolicySubject {
  action: string;
  cluster: string;
  /** Absent for cluster-scoped objects. */
  namespace?: string | undefined;
  labels?: Readonly<Record<string, string>> | undefined;
  /** Of the incident, where it is about the object. */
  severity?: Severity | undefined;
  /** Milliseconds. */
  at: number;
}

/** Which rule decides, and its number from 1: the place in the config's list. */
export function findRule(
  policy: readonly PolicyRule[],
  subject: PolicySubject,
): { rule: PolicyRule; number: number } | undefined {
  const index = policy.findIndex((rule) => mismatchOf(rule, subject) === undefined);
  const rule = policy[index];
  return rule === undefined ? undefined : { rule, number: index + 1 };
}

/** What keeps a rule from matching: the first part that does not, and in words what it is for and what is there instead. */
export interface Mismatch {
  part: 'action' | 'cluster' | 'namespace' | 'labels' | 'severity' | 'when';
  words: string;
}

export function mismatchOf(rule: PolicyRule, subject: PolicySubject): Mismatch | undefined {
  const { action, cluster, namespace, severity, at } = subject;
  if (!rule.actions.includes(action)) return { part: 'action', words: `is for ${rule.actions.join(', ')}` };
  if (rule.clusters !== undefined && !rule.clusters.includes(cluster))
    return { part: 'cluster', words: `is for ${rule.clusters.join(', ')}` };
  const { namespaces } = rule;
  if (namespaces !== undefined && !namespaces.some((glob) => matchesGlob(glob, namespace)))
    return { part: 'namespace', words: `is for namespaces ${namespaces.join(', ')}` };
  const label = missingLabel(rule, subject);
  if (label !== undefined) return { part: 'labels', words: label };
  if (rule.severity !== undefined && (severity === undefined || !rule.severity.includes(severity))) {
    const have =
      severity === undefined ? 'no incident here is about this object' : `this incident is ${severity}`;
    return { part: 'severity', words: `is for incidents that are ${rule.severity.join(' or ')}; ${have}` };
  }
  if (rule.when !== undefined && !rule.when.some((window) => isInWindow(window, at))) {
    const zone = rule.when[0]?.zone ?? 'UTC';
    const words = `holds ${rule.when.map(windowInWords).join(' and ')}; it is ${clockInWords(at, zone)}`;
    return { part: 'when', words };
  }
  return undefined;
}

function missingLabel({ labels = {} }: PolicyRule, subject: PolicySubject): string | undefined {
  for (const [name, glob] of Object.entries(labels)) {
    const value = subject.labels?.[name];
    if (matchesGlob(glob, value)) continue;
    const have = value === undefined ? `there is no one label ${name} here` : `here it is ${value}`;
    return `is for ${name}=${glob}; ${have}`;
  }
  return undefined;
}

/** Does the policy have to know the labels of the object to decide about this action? */
export function asksForLabels(policy: readonly PolicyRule[], action: string): boolean {
  return policy.some((rule) => rule.labels !== undefined && rule.actions.includes(action));
}
