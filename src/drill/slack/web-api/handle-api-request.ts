import { setTimeout as delay } from 'node:timers/promises';
import { BodyTooLargeError, readBody, sendJson, sendText, type Exchange } from '../http/exchange.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { ApiCall, Fault } from '../workspace-handle.ts';
import {
  answerCall,
  rateLimited,
  refusal,
  tokenKind,
  type ApiAnswer,
  type CallRules,
} from './answer-call.ts';
import { parseArguments, type ApiArguments } from './arguments.ts';
import type { FaultPlan } from './faults.ts';
import { SlackError } from './slack-error.ts';

/** Bytes. */
const maxBodyBytes = 4 * 1024 * 1024;

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export type ApiRequestRules = CallRules & {
  readonly state: WorkspaceState;
  readonly faults: FaultPlan;
  readonly signal: AbortSignal;
};

function readToken(exchange: Exchange, args: ApiArguments): string | undefined {
  const header = exchange.request.headers.authorization;
  if (header?.startsWith('Bearer ') === true) return header.slice('Bearer '.length);
  return typeof args['token'] === 'string' ? args['token'] : undefined;
}

function note(
  state: WorkspaceState,
  call: Writable<ApiCall>,
  answer: ApiAnswer,
  delivery: 'sent' | 'dropped',
): void {
  call.response = answer.body;
  call.ok = answer.body['ok'] === true;
  if (typeof answer.body['error'] === 'string') call.error = answer.body['error'];
  if (delivery === 'sent') call.status = answer.status;
  state.changes.changed();
}

function faultAnswer(fault: Fault): ApiAnswer | undefined {
  if (fault.kind === 'error') return refusal(new SlackError(fault.error));
  if (fault.kind === 'ratelimited') return rateLimited(fault.retryAfterSeconds);
  return undefined;
}

async function answerWithFault(
  exchange: Exchange,
  call: Writable<ApiCall>,
  fault: Fault,
  run: () => ApiAnswer,
  rules: ApiRequestRules,
): Promise<void> {
  const { response } = exchange;
  call.fault = fault.kind;
  if (fault.kind === 'hang') {
    rules.state.changes.changed();
    return;
  }
  if (fault.kind === 'reset') {
    fault.onHit?.();
    rules.state.changes.changed();
    response.destroy();
    return;
  }
  if (fault.kind === 'status') {
    call.status = fault.status;
    rules.state.changes.changed();
    sendText(response, fault.status, 'fault of the drill');
    return;
  }
  const answer = faultAnswer(fault) ?? run();
  if (fault.kind === 'drop-answer') {
    fault.onHit?.();
    note(rules.state, call, answer, 'dropped');
    response.destroy();
    return;
  }
  if (fault.kind === 'slow') await delay(fault.delayMs, undefined, { signal: rules.signal });
  note(rules.state, call, answer, 'sent');
  sendJson(response, answer.status, answer.body, answer.headers);
}

async function readArguments(exchange: Exchange): Promise<ApiArguments | SlackError> {
  const body = await readBody(exchange.request, maxBodyBytes);
  try {
    return parseArguments(exchange.url.searchParams, exchange.request.headers['content-type'] ?? '', body);
  } catch (error) {
    if (error instanceof SlackError) return error;
    throw error;
  }
}

/** Answers `POST /api/<method>` as Slack does, faults included, and keeps the call in the log. */
export async function handleApiRequest(
  exchange: Exchange,
  method: string,
  rules: ApiRequestRules,
): Promise<void> {
  const { state } = rules;
  let read: ApiArguments | SlackError;
  try {
    read = await readArguments(exchange);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    sendText(exchange.response, 413, 'request entity too large');
    return;
  }
  const given = read instanceof SlackError ? {} : read;
  const token = tokenKind(state, readToken(exchange, given));
  const args = Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'token'));
  const call: Writable<ApiCall> = { id: state.calls.length + 1, at: state.now(), method, args, token };
  state.calls.push(call);
  const run = (): ApiAnswer =>
    read instanceof SlackError ? refusal(read) : answerCall(method, args, token, rules);
  const fault = rules.faults.take(method, args);
  if (fault !== undefined) {
    await answerWithFault(exchange, call, fault, run, rules);
    return;
  }
  const answer = run();
  note(state, call, answer, 'sent');
  sendJson(exchange.response, answer.status, answer.body, answer.headers);
}
