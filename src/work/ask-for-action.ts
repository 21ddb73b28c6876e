import { actionWords } from '../model/action-words.ts';
import type { Answer } from '../model/answer.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ActionCommand, Input } from '../model/input.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import { askForSilence } from './ask-for-silence.ts';
import { resolveIncident, type IncidentChoice } from './resolve-incident.ts';
import { resolveTarget } from './resolve-target.ts';
import { asksForSilence } from './silence-target.ts';
import type { InputTools } from './input-tools.ts';

/** An action on what the command names, or on what its incident is about. */
export async function askForAction(
  tools: InputTools,
  input: Input,
  command: ActionCommand,
): Promise<Answer | undefined> {
  // A newer version beside this one took it in and knows what it means: it stays due until that one takes it.
  if (!Object.hasOwn(actionWords, command.verb))
    throw new Error(`this version does not know the command ${command.verb}`);
  if (asksForSilence(command)) return askForSilence(tools, input, command);
  const choice = await resolveIncident(tools.store, input, command.incident);
  if (choice.found === undefined && choice.reason === 'no-such-incident') return choice.answer;
  const incident = choice.found ?? (await incidentAbout(tools, command));
  // Nothing at hand and nothing named: the list, or the sentence that says what to write.
  const names = command.object !== undefined || command.selected !== undefined;
  if (incident === undefined && !names && choice.found === undefined) return choice.answer;
  const found = resolveTarget(command, incident, tools.clusters);
  if ('missing' in found) return pickOr(choice, found.missing);
  return tools.requestAction({ input, command, ...found, incident: about(incident, found.target) });
}

/** Several incidents are open and the object is named: the one that is about this very object, if there is exactly one. */
async function incidentAbout(
  tools: InputTools,
  command: ActionCommand,
): Promise<IncidentSnapshot | undefined> {
  if (command.object === undefined) return undefined;
  const { name } = command.object;
  const matching = (await tools.store.listOpenIncidents()).filter(
    ({ subject }) =>
      subject.name === name && (command.namespace === undefined || subject.namespace === command.namespace),
  );
  const [only] = matching;
  return matching.length === 1 && only !== undefined ? tools.store.loadIncident(only.id) : undefined;
}

/** An incident on another cluster has nothing to do with the target: its thread is the wrong place for the plan. */
function about(
  incident: IncidentSnapshot | undefined,
  target: ObjectReference,
): IncidentSnapshot | undefined {
  return incident?.incident.cluster === target.cluster ? incident : undefined;
}

function pickOr(choice: IncidentChoice, missing: string): Answer {
  if (choice.found === undefined && choice.reason === 'several-open') return choice.answer;
  return { text: missing };
}
