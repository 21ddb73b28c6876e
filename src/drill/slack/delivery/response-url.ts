import { blockLimits } from '../blocks/block-limits.ts';
import { isObject } from '../blocks/rule.ts';
import { BodyTooLargeError, readBody, sendJson, type Exchange } from '../http/exchange.ts';
import {
  appendEphemeral,
  appendMessage,
  findMessage,
  removeEphemeral,
  removeMessage,
  replaceEphemeral,
  replaceMessage,
} from '../state/messages.ts';
import {
  findChannel,
  findPerson,
  type ChannelState,
  type PersonState,
  type ResponseUrlState,
  type WorkspaceState,
} from '../state/workspace-state.ts';
import { refusal } from '../web-api/answer-call.ts';
import {
  parseArguments,
  readFlag,
  readString,
  readStructure,
  type ApiArguments,
} from '../web-api/arguments.ts';
import { botAuthor, threadRoot } from '../web-api/chat-post-message.ts';
import { withContent } from '../web-api/chat-update.ts';
import { readContent } from '../web-api/message-content.ts';
import { SlackError } from '../web-api/slack-error.ts';

const maxBodyBytes = 1024 * 1024;

/** Posts what an app answers to a command or a click: to the person alone, or, with `in_channel`, to everybody. */
export function postResponse(
  state: WorkspaceState,
  place: { readonly channel: ChannelState; readonly person: PersonState; readonly commandText?: string },
  args: ApiArguments,
): void {
  const { channel, person, commandText } = place;
  const content = readContent(state, args, { maxText: blockLimits.messageText });
  const root = threadRoot(channel, args);
  const draft = { ...botAuthor(state), ...content, ...(root === undefined ? {} : { thread_ts: root }) };
  if (args['response_type'] !== 'in_channel') {
    appendEphemeral(state, channel, person, draft);
    return;
  }
  // What the person typed becomes visible together with the public answer.
  if (commandText !== undefined) appendMessage(state, channel, { user: person.id, text: commandText });
  appendMessage(state, channel, draft);
}

function changeOriginal(
  state: WorkspaceState,
  channel: ChannelState,
  person: PersonState,
  ticket: ResponseUrlState,
  args: ApiArguments,
): void {
  const { source } = ticket;
  if (source.kind !== 'message') throw new SlackError('message_not_found');
  const isDeletion = readFlag(args, 'delete_original', false);
  if (source.visibility === 'ephemeral') {
    if (isDeletion) removeEphemeral(state, person, source.ts);
    else {
      const original = person.ephemerals.find((message) => message.ts === source.ts);
      const thread = original?.thread_ts === undefined ? {} : { thread_ts: original.thread_ts };
      const content = readContent(state, args, { maxText: blockLimits.messageText });
      replaceEphemeral(state, person, source.ts, { ...botAuthor(state), ...content, ...thread });
    }
    return;
  }
  const message = findMessage(channel, source.ts);
  if (message === undefined) throw new SlackError('message_not_found');
  if (isDeletion) removeMessage(state, channel, message);
  else
    replaceMessage(
      state,
      channel,
      withContent(message, readContent(state, args, { maxText: blockLimits.messageText })),
    );
}

function useTicket(state: WorkspaceState, key: string): ResponseUrlState {
  const ticket = state.responseUrls.get(key);
  if (ticket === undefined) throw new SlackError('invalid_url');
  if (state.now() > ticket.expiresAt) throw new SlackError('expired_url');
  if (ticket.usesLeft <= 0) throw new SlackError('used_url');
  ticket.usesLeft -= 1;
  return ticket;
}

function answer(state: WorkspaceState, key: string, args: ApiArguments): void {
  const ticket = useTicket(state, key);
  const channel = findChannel(state, ticket.channel);
  const person = findPerson(state, ticket.userId);
  if (channel === undefined || person === undefined) throw new SlackError('channel_not_found');
  const isReplacing = readFlag(args, 'replace_original', false) || readFlag(args, 'delete_original', false);
  // A command has no original that could be changed: such an answer is posted as a new one.
  if (isReplacing && ticket.source.kind === 'message') changeOriginal(state, channel, person, ticket, args);
  else {
    const commandText = ticket.source.kind === 'command' ? { commandText: ticket.source.text } : {};
    postResponse(state, { channel, person, ...commandText }, args);
  }
}

const deadUrls = new Set(['invalid_url', 'expired_url', 'used_url']);

async function readForm({ request }: Exchange): Promise<ApiArguments> {
  const body = await readBody(request, maxBodyBytes);
  const args = parseArguments(new URLSearchParams(), request.headers['content-type'] ?? '', body);
  const form = args['payload'] === undefined ? args : readStructure(args, 'payload', 'invalid_payload');
  if (!isObject(form)) throw new SlackError('invalid_payload');
  return form;
}

/** `POST /actions/<team>/<n>/<secret>`: five uses in thirty minutes, then 404. */
export async function handleResponseUrl(
  exchange: Exchange,
  key: string,
  state: WorkspaceState,
): Promise<void> {
  let args: ApiArguments = {};
  let refused: SlackError | undefined;
  try {
    args = await readForm(exchange);
    answer(state, key, args);
  } catch (error) {
    if (error instanceof BodyTooLargeError) refused = new SlackError('too_large');
    else if (error instanceof SlackError) refused = error;
    else throw error;
  }
  const status = refused === undefined ? 200 : deadUrls.has(refused.code) ? 404 : 400;
  const response = refused === undefined ? { ok: true } : refusal(refused).body;
  const id = state.calls.length + 1;
  const outcome = refused === undefined ? { ok: true } : { ok: false, error: refused.code };
  state.calls.push({
    id,
    at: state.now(),
    method: 'response_url',
    args,
    token: 'none',
    status,
    response,
    ...outcome,
  });
  state.changes.changed();
  sendJson(exchange.response, status, response);
}

/** What the app put into its acknowledgement of a command, as arguments of a message; undefined when it said nothing. */
export function responseInAck(ackPayload: unknown): ApiArguments | undefined {
  if (typeof ackPayload === 'string') return ackPayload === '' ? undefined : { text: ackPayload };
  if (!isObject(ackPayload)) return undefined;
  const hasContent =
    readString(ackPayload, 'text') !== undefined ||
    ackPayload['blocks'] !== undefined ||
    ackPayload['attachments'] !== undefined;
  return hasContent ? ackPayload : undefined;
}
