import type { ActionRequest } from '../../model/action-request.ts';
import { actionWords } from '../../model/action-words.ts';
import type { ActionParameters, ActionValues } from '../../model/action.ts';
import type { IncidentSnapshot } from '../../model/incident.ts';
import type { ActionCommand } from '../../model/input.ts';

/** The best next step as a command, with the words on its button. */
export interface SuggestedAction {
  command: ActionCommand;
  /** `Roll back to 13` */
  label: string;
}

const running = new Set(['awaiting-approval', 'executing', 'verifying']);

/**
 * What the card's first button offers: the best finding's first action, else the action that the runbook's next step
 * names. Nothing while an action is on its way, after the incident ended, or when the evidence is older than the last
 * action: what was true before it must not be offered after it.
 */
export function suggestedAction(
  { incident, context }: IncidentSnapshot,
  requests: readonly ActionRequest[],
): SuggestedAction | undefined {
  if (context === undefined || !incident.clusterKnown) return undefined;
  if (incident.state === 'resolved' || incident.state === 'closed') return undefined;
  const onItsWay = requests.some((request) => running.has(request.state));
  const actedSince = requests.some((request) => (request.execution?.startedAt ?? 0) >= context.collectedAt);
  if (onItsWay || actedSince) return undefined;
  const parameters = context.findings.flatMap((finding) => finding.actions)[0];
  if (parameters !== undefined) {
    return { command: commandOf(parameters, incident.id), label: labelOf(parameters) };
  }
  const action = context.runbooks[0]?.nextStep?.action;
  // A scale without a number cannot be planned: the modal asks for it instead.
  if (action === undefined || actionWords[action].needs !== undefined) return undefined;
  return { command: { verb: action, incident: incident.id }, label: actionWords[action].label };
}

function labelOf(parameters: ActionParameters): string {
  switch (parameters.action) {
    case 'rollback':
      return parameters.revision === undefined ? 'Roll back' : `Roll back to ${parameters.revision}`;
    case 'scale':
      return `Scale to ${parameters.replicas}`;
    default:
      return `${actionWords[parameters.action].label} ${parameters.target.name}`;
  }
}

function commandOf(parameters: ActionParameters, incident: string): ActionCommand {
  const { cluster, kind, name, namespace } = parameters.target;
  const command: ActionCommand = { verb: parameters.action, object: { kind, name }, cluster, incident };
  if (namespace !== undefined) command.namespace = namespace;
  const values: ActionValues = parameters;
  for (const value of actionWords[parameters.action].values)
    if (values[value] !== undefined) Object.assign(command, { [value]: values[value] });
  return command;
}
