import { createDispatcher } from './delivery/deliver.ts';
import type { Carrier } from './delivery/envelope.ts';
import { createHttpCarrier } from './delivery/http-carrier.ts';
import { createSocketServer } from './delivery/socket-server.ts';
import { route } from './http/route.ts';
import { serve } from './http/serve.ts';
import { createPageHandler } from './page-server/page-handler.ts';
import { createPerson } from './people/create-person.ts';
import { createState } from './state/create-state.ts';
import { createFaultPlan } from './web-api/faults.ts';
import type { MethodContext } from './web-api/method.ts';
import { createRateLimiter } from './web-api/rate-limits.ts';
import { createHandle } from './create-handle.ts';
import type { Workspace } from './workspace-handle.ts';
import type { DeliveryOptions, WorkspaceOptions } from './workspace-options.ts';

export type * from './workspace-handle.ts';
export type * from './workspace-options.ts';
export type * from './world-panel.ts';
export type * from './message.ts';

/** Slack's own, @see https://docs.slack.dev/interactivity/handling-user-interaction */
const ackTimeoutMs = 3000;
const triggerLifetimeMs = 3000;
const eventRetryDelaysMs = [0, 60_000, 300_000];

const subscription = (event: string): string => (event === 'message' ? 'message.channels' : event);

/** Starts a simulated Slack workspace on 127.0.0.1. Rejects when the port is taken. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const state = createState(options);
  const ackTime = options.ackTimeoutMs ?? ackTimeoutMs;
  const sockets = createSocketServer(state, {
    ackTimeoutMs: ackTime,
    onLateAck: (envelopeId, ackAfterMs) => {
      const record = state.deliveries.find((delivery) => delivery.envelopeId === envelopeId);
      if (record !== undefined) record.ackAfterMs = ackAfterMs;
      state.changes.changed();
    },
  });
  const carrierFor = (delivery: DeliveryOptions): Carrier =>
    delivery.kind === 'socket' ? sockets : createHttpCarrier(state, delivery.url, { ackTimeoutMs: ackTime });
  let carrier = carrierFor(options.delivery ?? { kind: 'socket' });
  const dispatcher = createDispatcher(state, () => carrier, options.eventRetryDelaysMs ?? eventRetryDelaysMs);
  const people = state.people.map((person) =>
    createPerson({
      state,
      person,
      dispatcher,
      triggerLifetimeMs: options.triggerLifetimeMs ?? triggerLifetimeMs,
    }),
  );
  const faults = createFaultPlan();
  const stopping = new AbortController();
  const starters = new Set<(scenario: string) => void | Promise<void>>(
    options.onStart === undefined ? [] : [options.onStart],
  );
  const context: MethodContext = {
    state,
    openConnection: () => sockets.openTicket(),
    sendEvent: (event) => {
      if (state.botEvents.includes(subscription(event.type))) void dispatcher.sendEvent(event);
    },
  };
  const limiter = createRateLimiter(options.rateLimits ?? 'slack', state.now);
  const api = { state, faults, context, limiter, scopes: options.scopes, signal: stopping.signal };
  const page = createPageHandler({
    state,
    people,
    signal: stopping.signal,
    start: async (scenario) => {
      for (const starter of starters) await starter(scenario);
    },
  });
  const server = await serve({
    port: options.port ?? 0,
    handle: (exchange) => route(exchange, { state, api, page }),
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
  });
  state.baseUrl = server.url;
  return createHandle({
    state,
    people,
    sockets: sockets.control,
    sendEvent: context.sendEvent,
    faults,
    deliverTo: (delivery) => {
      carrier = carrierFor(delivery);
    },
    onStart: (starter) => starters.add(starter),
    stop: async () => {
      stopping.abort();
      dispatcher.stop();
      state.changes.close();
      await sockets.stop();
      await server.stop();
    },
  });
}
