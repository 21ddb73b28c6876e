import type { ActionValues } from '../model/action.ts';
import { actionWords } from '../model/action-words.ts';
import type { Answer } from '../model/answer.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import { incidentName } from '../model/incident.ts';
import type { ActionCommand, Command, Input } from '../model/input.ts';
import type { CalendarFreeze } from '../model/calendar-freeze.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Person } from '../model/person.ts';
import { isFolded } from '../model/folded.ts';
import type { Logger } from '../observe/logger.ts';
import type { PeopleDirectory } from '../people/create-directory.ts';
import type { Store } from '../store/store.ts';
import type { AlertmanagerClient } from '../telemetry/alertmanager/alertmanager-client.ts';
import { acknowledgeStorm } from './acknowledge-storm.ts';
import { askForSilence } from './ask-for-silence.ts';
import { calendarLines } from './calendar-words.ts';
import { fromWhere } from './from-where.ts';
import { moveIncident, type MoveTools } from './move-incident.ts';
import { withPicked } from './pick-incident.ts';
import { openFolded } from './open-folded.ts';
import { notMapped } from './not-mapped.ts';
import { reportAudit } from './report-audit.ts';
import { reportBot } from './report-bot.ts';
import { reportIncident, reportOpen } from './report-status.ts';
import { reportSilences } from './report-silences.ts';
import { refuseStranger } from './refuse-stranger.ts';
import { resolveIncident, type IncidentChoice } from './resolve-incident.ts';
import { resolveTarget, type SeveralTargets } from './resolve-target.ts';
import { asksForSilence } from './silence-target.ts';
import { beginFreeze, endFreezes, stopLines } from './stops.ts';
import { finished, type WorkHandler } from './worker.ts';

/** An action that was asked for, with everything filled in. */
export interface ActionAsk {
  input: Input;
  command: ActionCommand;
  target: ObjectReference;
  parameters: ActionValues;
  /** Several objects: `target` is the first. */
  several?: SeveralTargets;
  /** In whose thread the plan is shown; absent: a root message in the input's channel. */
  incident: IncidentSnapshot | undefined;
  /** They want to carry it out without an approval. */
  breakGlass?: { reason: string };
}

export interface InputTools {
  store: Pick<
    Store,
    | 'loadInput'
    | 'loadIncident'
    | 'findIncident'
    | 'findIncidentByThread'
    | 'listOpenIncidents'
    | 'changeIncident'
    | 'listRequests'
    | 'listAudit'
    | 'auditHead'
    | 'readOverview'
    | 'acknowledgeStorm'
    | 'listFreezes'
    | 'beginFreeze'
    | 'endFreeze'
    | 'appendAudit'
    | 'loadStorm'
    | 'findStorm'
  >;
  findPerson: (slackUser: string) => Person | undefined;
  identify: PeopleDirectory['identify'];
  /** Who came, as whom, from where. */
  noteLogin: (input: Input) => Promise<void>;
  /** Names of the configured clusters, the default one first. */
  clusters: readonly string[];
  /** By the cluster's name. */
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'silencesOfAll'>>;
  /** Shows an answer to the person of the input, to nobody else. */
  answer: (input: Input, answer: Answer) => Promise<void>;
  help: string;
  /** The four of actions and approvals; undefined: what there is to see is in the channel already. */
  requestAction: (ask: ActionAsk) => Promise<Answer | undefined>;
  answerRequest: (input: Input, handle: string, answer: 'approve') => Promise<Answer | undefined>;
  denyRequest: (
    input: Input,
    command: Extract<Command, { verb: 'deny' }>,
    incident: IncidentSnapshot | undefined,
  ) => Promise<Answer | undefined>;
  cancelRequest: (input: Input, handle: string) => Promise<Answer | undefined>;
  undo: (
    input: Input,
    execution: string | undefined,
    incident: IncidentSnapshot | undefined,
  ) => Promise<Answer | undefined>;
  /** Ends an action of several steps early. */
  abort: (
    input: Input,
    execution: string | undefined,
    incident: IncidentSnapshot | undefined,
  ) => Promise<Answer>;
  /** What is done alone: the permission for a waiting plan; what is owed for it, and its review. */
  breakGlass: (input: Input, handle: string, reason: string) => Promise<Answer | undefined>;
  debts: (input: Input, command: Extract<Command, { verb: 'debts' | 'review' }>) => Promise<Answer>;
  /** Gives the head of the audit to the channel. */
  postHead: (input: Input) => Promise<Answer>;
  explain: (input: Input, command: Extract<Command, { verb: 'why' }>) => Promise<Answer>;
  reportRights: (input: Input, incident: IncidentSnapshot) => Promise<Answer>;
  move: Omit<MoveTools, 'store'>;
  /** The config's `actions.readOnly`. */
  mode: 'read-only' | 'acting';
  /** The config's `freezes`. */
  calendar?: readonly CalendarFreeze[];
  log: Logger;
}

/** One input: works on it, then answers its person. Running it twice gives a second, true answer and no second effect. */
export function createHandleInput(tools: InputTools): WorkHandler {
  return async (inputId, attempt) => {
    const input = await tools.store.loadInput(inputId);
    if (input === undefined) return finished;
    const refused = await refuseStranger({ ...tools, now: tools.move.now }, input, attempt);
    if (refused !== undefined && 'againInMs' in refused) return refused;
    if (refused === undefined) await tools.noteLogin(input);
    const answer = refused?.answer ?? (await respond(tools, input, input.command));
    tools.log.info(
      { input: inputId, verb: input.command.verb, via: input.via, person: input.person },
      'input handled',
    );
    if (answer !== undefined) await tools.answer(input, answer);
    return finished;
  };
}

async function respond(tools: InputTools, input: Input, command: Command): Promise<Answer | undefined> {
  switch (command.verb) {
    case 'help':
      return { text: tools.help };
    case 'unknown':
      return { text: command.message };
    case 'status':
      if (command.about === 'bot') return reportBot(await tools.store.readOverview());
      return withStops(tools, await status(tools, input, command.incident));
    case 'freeze':
      return beginFreeze({ ...tools, now: tools.move.now }, input, command);
    case 'unfreeze':
      return endFreezes({ ...tools, now: tools.move.now }, input, command);
    case 'why':
      return tools.explain(input, command);
    case 'can':
      return can(tools, input, command.incident);
    case 'audit':
      return command.about === 'head' ? tools.postHead(input) : audit(tools, input, command.incident);
    case 'break-glass':
      return 'handle' in command
        ? tools.breakGlass(input, command.handle, command.reason)
        : respond(alone(tools, command.reason), input, command.action);
    case 'debts':
    case 'review':
      return tools.debts(input, command);
    case 'open':
      return open(tools, input, command.incident);
    case 'ack':
      if (command.storm !== undefined) return acknowledgeStorm(tools, input, command.storm);
      return move(tools, input, command.verb, command.incident);
    case 'resolve':
      return move(tools, input, command.verb, command.incident);
    case 'approve':
      return tools.answerRequest(input, command.handle, command.verb);
    case 'deny':
      return deny(tools, input, command);
    case 'cancel':
      return tools.cancelRequest(input, command.handle);
    case 'abort':
      return abort(tools, input, command);
    case 'undo':
      return undo(tools, input, command);
    case 'choose':
      return choose(tools, input, command);
    case 'silences':
      return reportSilences(
        tools.alertmanagers,
        command.cluster === undefined ? tools.clusters : [command.cluster],
      );
    default:
      return act(tools, input, command);
  }
}

/** What is asked for is meant to be done without an approval. */
function alone(tools: InputTools, reason: string): InputTools {
  return { ...tools, requestAction: async (ask) => tools.requestAction({ ...ask, breakGlass: { reason } }) };
}

/** What is stopped stands first: nobody should plan in vain. */
async function withStops(tools: InputTools, answer: Answer): Promise<Answer> {
  const calendar = calendarLines(tools.calendar ?? [], tools.move.now());
  const lines = stopLines(await tools.store.listFreezes(), tools.mode, calendar);
  return lines.length === 0 ? answer : { ...answer, text: [...lines, answer.text].join('\n') };
}

async function status(tools: InputTools, input: Input, named: string | undefined): Promise<Answer> {
  const choice = await resolveIncident(tools.store, input, named);
  if (choice.found === undefined) {
    return choice.reason === 'no-such-incident'
      ? choice.answer
      : reportOpen(
          await tools.store.listOpenIncidents(input.channel),
          await tools.store.findStorm(input.channel),
        );
  }
  const { incident } = choice.found;
  return reportIncident(choice.found, await tools.store.listRequests({ incidentId: incident.id, limit: 10 }));
}

async function audit(tools: InputTools, input: Input, named: string | undefined): Promise<Answer> {
  const choice = await resolveIncident(tools.store, input, named);
  if (choice.found === undefined && choice.reason === 'no-such-incident') return choice.answer;
  const filter =
    choice.found === undefined ? { limit: 15 } : { incidentId: choice.found.incident.id, limit: 15 };
  return reportAudit(await tools.store.listAudit(filter), await tools.store.auditHead());
}

async function can(tools: InputTools, input: Input, named: string | undefined): Promise<Answer> {
  const choice = await resolveIncident(tools.store, input, named);
  return choice.found === undefined ? choice.answer : tools.reportRights(input, choice.found);
}

/** An incident of a storm gets a card of its own; it looks like any other from then on. */
async function open(tools: InputTools, input: Input, named: string | undefined): Promise<Answer> {
  const choice = await resolveIncident(tools.store, input, named);
  if (choice.found === undefined) return choice.answer;
  const name = incidentName(choice.found.incident);
  if (!isFolded(choice.found.incident)) return { text: `${name} has a card of its own.` };
  await openFolded({ store: tools.store, now: tools.move.now }, choice.found, input.person);
  return { text: `${name} gets a card of its own in this channel; its evidence is being collected.` };
}

async function move(
  tools: InputTools,
  input: Input,
  verb: 'ack' | 'resolve',
  named: string | undefined,
): Promise<Answer> {
  const person = tools.findPerson(input.person);
  if (person === undefined) return notMapped(input.person);
  const choice = await resolveIncident(tools.store, input, named);
  if (choice.found === undefined) return choice.answer;
  return moveIncident(
    { ...tools.move, store: tools.store, from: fromWhere(input) },
    verb,
    choice.found,
    person,
  );
}

async function act(tools: InputTools, input: Input, command: ActionCommand): Promise<Answer | undefined> {
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

async function undo(
  tools: InputTools,
  input: Input,
  command: Extract<Command, { verb: 'undo' }>,
): Promise<Answer | undefined> {
  if (command.execution !== undefined) return tools.undo(input, command.execution, undefined);
  const choice = await resolveIncident(tools.store, input, command.incident);
  if (choice.found !== undefined) return tools.undo(input, undefined, choice.found);
  return choice.answer;
}

async function deny(
  tools: InputTools,
  input: Input,
  command: Extract<Command, { verb: 'deny' }>,
): Promise<Answer | undefined> {
  if (command.handle !== undefined || command.request !== undefined)
    return tools.denyRequest(input, command, undefined);
  const choice = await resolveIncident(tools.store, input, command.incident);
  if (choice.found === undefined && choice.reason !== 'none-open') return choice.answer;
  return tools.denyRequest(input, command, choice.found);
}

async function abort(
  tools: InputTools,
  input: Input,
  command: Extract<Command, { verb: 'abort' }>,
): Promise<Answer | undefined> {
  // Outside of a thread it is about whatever runs: an action need not belong to an incident.
  const isScoped = command.incident !== undefined || input.threadTs !== undefined;
  if (command.execution !== undefined || !isScoped) return tools.abort(input, command.execution, undefined);
  const choice = await resolveIncident(tools.store, input, command.incident);
  if (choice.found !== undefined) return tools.abort(input, undefined, choice.found);
  return choice.reason === 'no-such-incident' ? choice.answer : tools.abort(input, undefined, undefined);
}

/** The pick list's answer: the earlier input again, with the incident that its own person picked. */
async function choose(
  tools: InputTools,
  input: Input,
  command: Extract<Command, { verb: 'choose' }>,
): Promise<Answer | undefined> {
  const earlier = await tools.store.loadInput(command.inputId);
  if (earlier === undefined || earlier.person !== input.person)
    return { text: 'This list belongs to somebody else. Write the command yourself.' };
  const picked = await tools.store.loadIncident(command.incident);
  if (picked === undefined) return { text: 'That incident is gone. `/mw status` lists the open ones.' };
  const again = withPicked(earlier.command, picked.incident.id);
  if (again === undefined) return { text: `There is nothing to pick for ${incidentName(picked.incident)}.` };
  // The click is the input: its own id makes the request, so that two picks are two requests and a redelivery is none.
  return respond(tools, { ...input, channel: earlier.channel }, again);
}
