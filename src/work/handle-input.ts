import type { Answer } from '../model/answer.ts';
import { incidentName } from '../model/incident.ts';
import type { Command, Input } from '../model/input.ts';
import { isFolded } from '../model/folded.ts';
import { acknowledgeStorm } from './acknowledge-storm.ts';
import { calendarLines } from './calendar-words.ts';
import { fromWhere } from './from-where.ts';
import { moveIncident } from './move-incident.ts';
import { withPicked } from './pick-incident.ts';
import { openFolded } from './open-folded.ts';
import { notMapped } from './not-mapped.ts';
import { reportAudit } from './report-audit.ts';
import { reportBot } from './report-bot.ts';
import { reportIncident, reportOpen } from './report-status.ts';
import { reportSilences } from './report-silences.ts';
import { refuseStranger } from './refuse-stranger.ts';
import { resolveIncident } from './resolve-incident.ts';
import { beginFreeze, endFreezes, stopLines } from './stops.ts';
import { finished, type WorkHandler } from './worker.ts';
import { askForAction } from './ask-for-action.ts';
import type { InputTools } from './input-tools.ts';

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
      return askForAction(tools, input, command);
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

async function undo(
  tools: InputTools,
  input: Input,
  command: Extract<Command, { verb: 'undo' }>,
): Promise<Answer | undefined> {
  if (command.execution !== undefined) return tools.undo(input, command.execution, undefined);
  const choice = await resolveIncident(tools.store, input, command.incident);
  if (choice.found === undefined && choice.reason !== 'none-open') return choice.answer;
  return tools.undo(input, undefined, choice.found);
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
