import { didYouMean } from '../model/did-you-mean.ts';
import { actionNames, type ActionName } from '../model/action.ts';
import { findingCodes } from './finding-codes.ts';

/** What the braces at the end of a step say: `{action=rollback for=crash-after-rollout,out-of-memory}`. */
export interface StepAnnotation {
  /** The step's text without them. */
  text: string;
  action?: ActionName;
  /** The causes for which this is the step to start with. */
  findings: readonly string[];
  faults: readonly string[];
}

/** Only braces that hold key=value are ours: `{{ $labels.pod }}` and `{"a":1}` are text. */
const trailing = /\s*\{\s*([a-z]+=[^{}]*?)\s*\}\s*$/;

export function readStepAnnotation(step: string): StepAnnotation {
  const match = trailing.exec(step);
  if (match?.[1] === undefined) return { text: step.trim(), findings: [], faults: [] };
  const faults: string[] = [];
  const findings: string[] = [];
  let action: ActionName | undefined;
  for (const pair of match[1].split(/\s+/)) {
    const [key, value = ''] = pair.split(/=(.*)/s);
    if (key === 'action') {
      action = actionNames.find((name) => name === value);
      if (action === undefined) faults.push(`there is no action ${value}${guess(value, actionNames)}`);
    } else if (key === 'for') {
      for (const code of value.split(',')) {
        if (findingCodes.includes(code)) findings.push(code);
        else faults.push(`there is no cause ${code}${guess(code, findingCodes)}`);
      }
    } else {
      faults.push(`a step says action=… and for=…, not ${key ?? ''}=`);
    }
  }
  const text = step.slice(0, match.index).trim();
  return action === undefined ? { text, findings, faults } : { text, action, findings, faults };
}

function guess(word: string, candidates: readonly string[]): string {
  const meant = didYouMean(word, candidates);
  return meant === undefined ? `; there are ${candidates.join(', ')}` : `; did you mean ${meant}?`;
}
