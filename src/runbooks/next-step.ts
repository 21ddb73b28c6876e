import type { Finding } from '../model/finding.ts';
import type { Runbook, RunbookStep } from '../model/runbook.ts';
import { fillPlaceholders, type PlaceholderValues } from './placeholders.ts';

/**
 * The step to start with, filled in: the one for the best cause that has one, else the one whose action that cause calls
 * for, else the first; undefined when the runbook has no steps.
 */
export function nextStep(
  runbook: Runbook,
  findings: readonly Finding[],
  values: PlaceholderValues,
): RunbookStep | undefined {
  const step = forFinding(runbook, findings) ?? forAction(runbook, findings) ?? runbook.steps[0];
  return step === undefined ? undefined : { ...step, text: fillPlaceholders(step.text, values) };
}

function forFinding(runbook: Runbook, findings: readonly Finding[]): RunbookStep | undefined {
  for (const { code, actions } of findings) {
    const steps = runbook.steps.filter((step) => step.findings.includes(code));
    // Where a cause has several, a step whose action the evidence does not support must not lead.
    const fitting = steps.find(
      (step) => step.action === undefined || actions.some((action) => action.action === step.action),
    );
    if (fitting !== undefined) return fitting;
  }
  return undefined;
}

function forAction(runbook: Runbook, findings: readonly Finding[]): RunbookStep | undefined {
  for (const { action } of findings.flatMap((finding) => finding.actions)) {
    const step = runbook.steps.find((one) => one.action === action);
    if (step !== undefined) return step;
  }
  return undefined;
}
