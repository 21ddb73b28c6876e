import { approvalCounts } from '../model/approval-level.ts';
import type { Plan } from '../model/plan.ts';
import type { PolicyRule } from './policy-rule.ts';

/** What the number of approvals follows from, besides the rule. */
export interface AskedPlan {
  /** Absent: not planned yet; then no more is asked for than the rule's least. */
  risk?: Plan['risk'] | undefined;
  /** So many the plan itself needs, whatever the rule says. */
  leastApprovals?: number | undefined;
  /** The asker undoes an action of their own that made things worse, within {@link undoAloneForMs} of that verdict. */
  undoes?: 'worse-own-action' | undefined;
}

/** So long after the verdict a policy may let the asker undo it alone. */
export const undoAloneForMs = 10 * 60_000;

/** How many approvals a rule wants for a plan. */
export function approvalsNeeded({ approve, undo }: PolicyRule, plan: AskedPlan): number {
  const least = plan.leastApprovals ?? 0;
  if (plan.undoes === 'worse-own-action' && undo === 'one-click-when-worse') return least;
  const { risk: level } = approve;
  if (level === undefined) return Math.max(approve.count, least);
  if (typeof level === 'object') {
    const levels = plan.risk === undefined ? Object.values(level) : [level[plan.risk]];
    return Math.max(Math.min(...levels.map((one) => approvalCounts[one])), least);
  }
  // What may cost much is never one person's decision, unless it only takes back what made things worse.
  const ofRisk = plan.risk === 'high' ? 1 : 0;
  return Math.max(approvalCounts[level], ofRisk, least);
}
