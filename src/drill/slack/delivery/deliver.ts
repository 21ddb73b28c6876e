import type { WorkspaceState } from '../state/workspace-state.ts';
import type { DeliveryRecord } from '../workspace-handle.ts';
import type { Acknowledgement, Carrier, Envelope } from './envelope.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Payload = Readonly<Record<string, unknown>>;

/** The acknowledgement, and the envelope that it is for. */
export type Delivered = Acknowledgement & { readonly envelopeId: string };

export type Dispatcher = {
  /** A command or an interaction: sent once, never retried. */
  send(type: 'slash_commands' | 'interactive', payload: Payload): Promise<Delivered>;
  /** An event: resolves after the first attempt; retries go on behind it. */
  sendEvent(event: Payload & { readonly type: string }): Promise<Delivered>;
  stop(): void;
};

const authorization = (state: WorkspaceState): Payload => ({
  enterprise_id: null,
  team_id: state.app.teamId,
  user_id: state.app.botUserId,
  is_bot: true,
  is_enterprise_install: false,
});

function eventCallback(state: WorkspaceState, event: Payload): Payload {
  return {
    token: state.app.verificationToken,
    team_id: state.app.teamId,
    context_team_id: state.app.teamId,
    context_enterprise_id: null,
    api_app_id: state.app.appId,
    event,
    type: 'event_callback',
    event_id: state.ids.make('Ev'),
    event_time: Math.floor(state.now() / 1000),
    authorizations: [authorization(state)],
    is_ext_shared_channel: false,
    event_context: state.ids.hex(40),
  };
}

const reasonOf = (ack: Acknowledgement): NonNullable<Envelope['retryReason']> => {
  if (ack.outcome === 'operation_timeout') return 'timeout';
  return ack.via === 'http' && ack.ackAfterMs !== undefined ? 'http_error' : 'connection_failed';
};

/**
 * Sends envelopes by the carrier of the moment and keeps a record of each.
 * @param retryDelaysMs Slack tries an event again at once, after a minute and after five.
 */
export function createDispatcher(
  state: WorkspaceState,
  carrier: () => Carrier,
  retryDelaysMs: readonly number[],
): Dispatcher {
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  const attempt = async (envelope: Envelope): Promise<Delivered> => {
    const record: Writable<DeliveryRecord> = {
      envelopeId: envelope.id,
      at: state.now(),
      type: envelope.type,
      payload: envelope.payload,
      retryAttempt: envelope.retryAttempt,
    };
    state.deliveries.push(record);
    const ack = await carrier().send(envelope);
    Object.assign(record, ack);
    state.changes.changed();
    return { ...ack, envelopeId: envelope.id };
  };

  const retry = (payload: Payload, failed: Acknowledgement, retryAttempt: number): void => {
    const delayMs = retryDelaysMs[retryAttempt - 1];
    if (delayMs === undefined || isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt({
        id: state.ids.uuid(),
        type: 'events_api',
        payload,
        retryAttempt,
        retryReason: reasonOf(failed),
      }).then((ack) => {
        if (ack.outcome !== 'acknowledged') retry(payload, ack, retryAttempt + 1);
      });
    }, delayMs);
    timer.unref();
    timers.add(timer);
  };

  return {
    send: (type, payload) => attempt({ id: state.ids.uuid(), type, payload, retryAttempt: 0 }),
    sendEvent: async (event) => {
      const payload = eventCallback(state, event);
      const ack = await attempt({ id: state.ids.uuid(), type: 'events_api', payload, retryAttempt: 0 });
      if (ack.outcome !== 'acknowledged') retry(payload, ack, 1);
      return ack;
    },
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
