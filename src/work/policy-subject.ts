import { isRefusal, planRefusal } from '../actions/action.ts';
import { stringAt, stringsAt } from '../actions/json-at.ts';
import { readTarget } from '../actions/read-target.ts';
import { refusalOf } from '../actions/refusal-of.ts';
import { inBatches } from '../actions/several/in-batches.ts';
import { listSelected } from '../actions/several/list-selected.ts';
import { incidentFacts } from '../approvals/incident-facts.ts';
import { asksForLabels, findRule, type PolicySubject } from '../approvals/policy-rule.ts';
import { isSilenceAction, type ActionParameters } from '../model/action.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { ownToolsOf, type ActionWorkTools } from './action-tools.ts';

type Asked = Pick<ActionParameters, 'action' | 'target' | 'parts' | 'selector'>;

/**
 * What the policy decides about: the object, its labels (read only where a rule of this action asks for one), and what
 * the incident says of it. A refusal when the labels are needed and cannot be read: then nobody can say which rule holds.
 * Of several objects one rule has to hold for all, or the strictest could be got round by naming a harmless one first.
 */
export async function policySubject(
  tools: ActionWorkTools,
  asked: Asked,
  incident: IncidentSnapshot | undefined,
): Promise<PolicySubject | PlanRefusal> {
  const objects = await objectsOf(tools, asked);
  if ('refused' in objects) return objects;
  const subjects = objects.map(({ target, labels }) => subjectOf(tools, asked, { target, labels }, incident));
  const [first] = subjects;
  if (first === undefined) return subjectOf(tools, asked, { target: asked.target, labels: {} }, incident);
  const rules = subjects.map((subject) => findRule(tools.policy, subject)?.number);
  if (rules.every((rule) => rule === rules[0])) return first;
  const named = objects.map(({ target }, index) => {
    const rule = rules[index];
    return `${target.name} (${rule === undefined ? 'no rule' : `rule ${rule}`})`;
  });
  return planRefusal(
    'forbidden',
    `Different rules of the policy hold for these: ${named.join(', ')}. Ask for them apart, each rule by itself. Nothing was changed.`,
  );
}

interface Labelled {
  target: ObjectReference;
  labels: Readonly<Record<string, string>>;
}

function subjectOf(
  tools: Pick<ActionWorkTools, 'now'>,
  { action }: Pick<Asked, 'action'>,
  { target, labels }: Labelled,
  incident: IncidentSnapshot | undefined,
): PolicySubject {
  const facts = incidentFacts(incident, target);
  const { cluster, namespace } = target;
  return {
    action,
    cluster,
    namespace,
    labels: { ...facts.labels, ...labels },
    severity: facts.severity,
    at: tools.now(),
  };
}

async function objectsOf(
  tools: ActionWorkTools,
  { action, target, parts, selector }: Asked,
): Promise<readonly Labelled[] | PlanRefusal> {
  const asks = asksForLabels(tools.policy, action);
  const own = ownToolsOf(tools, target.cluster);
  if (own === undefined || isSilenceAction(action)) return [{ target, labels: {} }];
  try {
    if (parts === undefined && selector !== undefined) {
      const selected = await listSelected(own, target, selector);
      return selected.map((object) => ({
        target: { ...target, name: stringAt(object, 'metadata', 'name') ?? '' },
        labels: asks ? stringsAt(object, 'metadata', 'labels') : {},
      }));
    }
    const targets = parts?.map((part) => part.target) ?? [target];
    if (!asks) return targets.map((one) => ({ target: one, labels: {} }));
    const read = await inBatches(targets, async (one) => readTarget(own, one));
    const refused = read.flatMap((one) => (isRefusal(one) ? [one] : []));
    if (refused[0] !== undefined) return refused[0];
    return read.flatMap((one) =>
      isRefusal(one) ? [] : [{ target: one.reference, labels: stringsAt(one.object, 'metadata', 'labels') }],
    );
  } catch (error) {
    return refusalOf(error, own, target);
  }
}
