import { refusalOf } from '../actions/refusal-of.ts';
import { readTarget } from '../actions/read-target.ts';
import { isRefusal } from '../actions/action.ts';
import { stringsAt } from '../actions/json-at.ts';
import { incidentFacts } from '../approvals/incident-facts.ts';
import { asksForLabels, type PolicySubject } from '../approvals/policy-rule.ts';
import { isSilenceAction, type ActionParameters } from '../model/action.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { ownToolsOf, type ActionWorkTools } from './action-tools.ts';

/**
 * What the policy decides about: the object, its labels (read only where a rule of this action asks for one), and what
 * the incident says of it. A refusal when the labels are needed and cannot be read: then nobody can say which rule holds.
 */
export async function policySubject(
  tools: ActionWorkTools,
  { action, target }: Pick<ActionParameters, 'action' | 'target'>,
  incident: IncidentSnapshot | undefined,
): Promise<PolicySubject | PlanRefusal> {
  const { cluster, namespace } = target;
  const facts = incidentFacts(incident, target);
  const own = asksForLabels(tools.policy, action) ? await labelsOf(tools, action, target) : { labels: {} };
  if (isRefusal(own)) return own;
  return {
    action,
    cluster,
    namespace,
    labels: { ...facts.labels, ...own.labels },
    severity: facts.severity,
    at: tools.now(),
  };
}

async function labelsOf(
  tools: ActionWorkTools,
  action: ActionParameters['action'],
  target: ObjectReference,
): Promise<{ labels: Readonly<Record<string, string>> } | PlanRefusal> {
  const own = ownToolsOf(tools, target.cluster);
  if (own === undefined || isSilenceAction(action)) return { labels: {} };
  try {
    const read = await readTarget(own, target);
    return isRefusal(read) ? read : { labels: stringsAt(read.object, 'metadata', 'labels') };
  } catch (error) {
    return refusalOf(error, own, target);
  }
}
