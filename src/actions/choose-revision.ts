import { shortReference, type ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { planRefusal } from './action.ts';
import { revisionInWords, wasRolledBack, type Revision } from './revisions.ts';

export interface RevisionChoice {
  revision: Revision;
  warnings: readonly string[];
}

/**
 * The revision to return to: the wanted one, else the newest before the current one with another template. "Previous"
 * pressed twice would return to the bad version (measured), so a revision that was rolled back before is passed over
 * while there is another, and named as such when it is taken.
 */
export function chooseRevision(
  target: ObjectReference,
  history: { revisions: readonly Revision[]; currentNumber: number; currentHash: string },
  wanted: number | undefined,
  now: number,
): RevisionChoice | PlanRefusal {
  const { revisions, currentNumber, currentHash } = history;
  const name = shortReference(target);
  const others = revisions.filter((one) => one.templateHash !== currentHash && one.number > 0);
  if (wanted !== undefined) {
    const revision = revisions.find((one) => one.number === wanted);
    if (revision === undefined) {
      const renumbered = revisions.find((one) => one.earlier.includes(wanted));
      if (renumbered !== undefined) {
        const now = `Revision ${wanted} of ${name} is revision ${renumbered.number} since it was rolled back to`;
        return renumbered.templateHash === currentHash
          ? planRefusal('already-so', `${now}, and runs already. Nothing to do.`)
          : planRefusal('bad-value', `${now}. Ask for \`--to ${renumbered.number}\`.`);
      }
      const list = others.slice(0, 5).map((one) => revisionInWords(one, now));
      const there = list.length === 0 ? 'It holds no other revision.' : `It holds: ${list.join('; ')}.`;
      return planRefusal('bad-value', `Revision ${wanted} is not in the history of ${name}. ${there}`);
    }
    if (revision.templateHash === currentHash) {
      return planRefusal(
        'already-so',
        `${name} runs ${revisionInWords(revision, now)} already. Nothing to do.`,
      );
    }
    return { revision, warnings: warningsOf([], revision, revisions) };
  }

  const candidates = others.filter((one) => one.number < currentNumber);
  const [newest] = candidates;
  if (newest === undefined) {
    const message = `${name} has no earlier revision to return to${revisions.length <= 1 ? ' (the first one, or spec.revisionHistoryLimit is too low)' : ''}. Deploy a good version instead.`;
    return planRefusal('nothing-to-return-to', message);
  }
  const revision = candidates.find((one) => !wasRolledBack(one, revisions)) ?? newest;
  const passed = candidates.slice(0, candidates.indexOf(revision));
  return { revision, warnings: warningsOf(passed, revision, revisions) };
}

function warningsOf(
  passed: readonly Revision[],
  revision: Revision,
  revisions: readonly Revision[],
): string[] {
  const warnings: string[] = [];
  if (passed.length > 0) {
    const numbers = passed.map((one) => one.number).join(', ');
    const were = passed.length === 1 ? 'it was' : 'they were';
    warnings.push(`Passed over revision ${numbers}: ${were} rolled back before.`);
  }
  if (wasRolledBack(revision, revisions)) {
    warnings.push(`Revision ${revision.number} itself was rolled back before: it may be the bad one.`);
  }
  return warnings;
}
