import { decideAsk } from '../approvals/decide-ask.ts';
import { isRefusal } from '../actions/action.ts';
import { actionWords } from '../model/action-words.ts';
import { actionNames, type ActionName } from '../model/action.ts';
import type { Answer } from '../model/answer.ts';
import { incidentName, type IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import { notMapped } from './not-mapped.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { escapeText } from './escape-text.ts';
import { lackingRights } from './lacking-rights.ts';
import { policySubject } from './policy-subject.ts';

/** `/mw can`: who the person is here, and what they could ask for about an incident, by the policy and by Kubernetes. */
export function createReportRights(
  tools: ActionWorkTools,
): (input: Input, incident: IncidentSnapshot) => Promise<Answer> {
  return async (input, incident) => {
    const identified = await tools.people.identify(input.person);
    if ('refused' in identified)
      return identified.refused === 'not-mapped'
        ? notMapped(input.person)
        : { text: escapeText(identified.message) };
    const { person } = identified;
    const lacking = await lackingRights(tools, input.person, incident);
    const allowed: string[] = [];
    const refused: string[] = [];
    const missing: string[] = [];
    let others = 0;
    for (const action of actionNames) {
      const policy = await policyOf(tools, action, incident, person);
      const rules = lacking?.actions.get(action);
      if (policy === 'no-rule') others += 1;
      else if (policy !== undefined) refused.push(`\`${action}\`: ${escapeText(policy)}`);
      else if (rules !== undefined)
        missing.push(
          `\`${action}\`: ${lacking?.whose === 'person' ? 'Kubernetes gives you' : 'Kubernetes gives the bot'} no rule ${rules.map(({ rule, namespace }) => `"${rule}"${namespace === undefined ? '' : ` in ${namespace}`}`).join(', ')} on ${incident.incident.cluster}`,
        );
      else allowed.push(`\`${action}\``);
    }
    const groups = person.groups.length === 0 ? 'in no group' : `in ${person.groups.join(', ')}`;
    return {
      text: [
        `Here you are *${escapeText(person.user)}*, ${escapeText(groups)}. About ${incidentName(incident.incident)}, in its namespace:`,
        `You may ask for: ${allowed.length === 0 ? 'nothing' : allowed.join(', ')}.`,
        ...[...refused, ...missing].map((line) => `Not ${line}`),
        ...(missing.length > 0 ? ['`middlewatch rbac` prints the roles that have these rules.'] : []),
        ...(others > 0 ? [`No policy rule offers the other ${others} actions here.`] : []),
        ...(lacking?.partly === true ? ['The API server did not answer in time for all of it.'] : []),
      ].join('\n'),
    };
  };
}

/** Why the policy refuses it: `no-rule`, or a sentence; undefined: it does not. */
async function policyOf(
  tools: ActionWorkTools,
  action: ActionName,
  incident: IncidentSnapshot,
  person: Parameters<typeof decideAsk>[2],
): Promise<string | undefined> {
  const { subject, cluster } = incident.incident;
  const { kinds } = actionWords[action];
  const namespaced = kinds[0] !== 'Node' && subject.namespace !== undefined;
  const target = kinds.includes(subject.kind)
    ? subject
    : { cluster, kind: kinds[0], name: '', ...(namespaced && { namespace: subject.namespace }) };
  const found = await policySubject(tools, { action, target }, incident);
  if (isRefusal(found)) return found.reason === 'not-found' ? undefined : found.message;
  const decision = decideAsk(tools.policy, found, person, tools.people.listPeople());
  if (decision.allowed) return undefined;
  return decision.reason === 'no-rule' ? 'no-rule' : decision.message;
}
