import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesOptions } from '../../../src/drill/kubernetes/kubernetes-options.ts';
import type { Answer } from '../../../src/model/answer.ts';
import type { Incident, IncidentSnapshot } from '../../../src/model/incident.ts';
import type { Command, Input } from '../../../src/model/input.ts';
import { createLogger } from '../../../src/observe/logger.ts';
import { createDirectory } from '../../../src/people/create-directory.ts';
import type { SharedClock } from '../../../src/store/shared-clock.ts';
import type { Store } from '../../../src/store/store.ts';
import type { ActionWorkTools } from '../../../src/work/action-tools.ts';
import { createAnswerRequest } from '../../../src/work/answer-request.ts';
import { createCancelRequest } from '../../../src/work/cancel-request.ts';
import { createDenyRequest } from '../../../src/work/deny-request.ts';
import { createExecute } from '../../../src/work/execute.ts';
import { createExpire } from '../../../src/work/expire.ts';
import { createRequestAction } from '../../../src/work/request-action.ts';
import { createUndo } from '../../../src/work/undo.ts';
import { createVerify } from '../../../src/work/verify.ts';
import { checkout, startShopWorld, type ShopWorld } from '../../actions/support/shop-world.ts';
import { inputExample, openIncidentExample } from '../../store/support/examples.ts';
import { openSqliteEngine } from '../../store/support/test-store.ts';

/** Simulated cluster, real store with a clock that stands, and the work on requests between them. */
export interface ActionWorld extends ShopWorld {
  store: Store;
  clock: SharedClock;
  workTools: ActionWorkTools;
  incident: Incident;
  snapshot(): Promise<IncidentSnapshot>;
  /** Ana asks to scale the checkout; gives the request's handle. */
  ask(
    replicas?: number,
    changes?: Partial<Input>,
    where?: 'no incident',
  ): Promise<{ answer: Answer | undefined; handle: string; id: string }>;
  /** A denial is given the reason "not now". */
  answer(person: string, handle: string, answer: 'approve' | 'deny' | 'cancel'): Promise<string>;
  deny(
    person: string,
    command: Omit<Extract<Command, { verb: 'deny' }>, 'verb'>,
    changes?: Partial<Input>,
  ): Promise<string>;
  /** @param execution absent: the last of the incident, or of the channel where there is no incident */
  undo(person: string, execution?: string, where?: 'no incident'): Promise<Answer | undefined>;
  /** Does all due work of requests; what is due later waits for the clock. Throws what a handler throws. */
  work(): Promise<void>;
}

export const people = [
  { slack: 'U01ANA', user: 'ana@example.com', groups: ['sre'] },
  { slack: 'U02ANA', user: 'ana@example.com', groups: ['sre'] },
  { slack: 'U01BO', user: 'bo@example.com', groups: ['sre'] },
  { slack: 'U01DEE', user: 'dee@example.com', groups: ['sre'] },
  { slack: 'U01CY', user: 'cy@example.com', groups: ['support'] },
];

export interface ActionWorldOptions {
  kubernetes?: KubernetesOptions;
  tools?: Partial<ActionWorkTools>;
  impersonate?: boolean;
  approvals?: number;
}

export async function startActionWorld(options: ActionWorldOptions = {}): Promise<ActionWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'middlewatch-work-'));
  const { store, clock } = openSqliteEngine(join(folder, 'middlewatch.db'));
  const shop = await startShopWorld({ now: () => clock.now(), ...options.kubernetes });
  const incident = await openIncidentExample(store, { channel: 'C1' });
  let count = 0;
  const next = (prefix: string): string => `${prefix}${(count += 1)}`;
  const workTools: ActionWorkTools = {
    store,
    clusters: new Map([['prod', { client: shop.client, impersonate: options.impersonate ?? false }]]),
    policy: [
      {
        actions: ['rollback', 'scale'],
        namespaces: ['shop'],
        ask: ['group:sre'],
        approve: { from: ['group:sre'], count: options.approvals ?? 1 },
        expires: 15 * 60_000,
      },
      {
        actions: ['cordon', 'uncordon'],
        ask: ['group:sre'],
        approve: { from: ['group:sre'], count: 1 },
        expires: 60_000,
      },
    ],
    breakGlass: {
      rules: [],
      perHour: 2,
      expires: 5 * 60_000,
      remind: { hours: { days: ['mon-fri'], from: '09:00', to: '17:00', zone: 'UTC' }, every: 86_400_000 },
    },
    people: createDirectory(people),
    redact: shop.tools.redact,
    newExecutionId: () => next('exec'),
    newHandle: () => next('handle'),
    now: () => clock.now(),
    log: createLogger('silent'),
    verifyForMs: 600_000,
    undoForMs: 3_600_000,
    readOnly: false,
    stableMs: 20_000,
    silences: { longestMs: 7 * 86_400_000, broadFrom: 20 },
    ...options.tools,
  };
  const input = (person: string, command: Command): Input =>
    inputExample({
      id: next('input'),
      receivedAt: clock.now(),
      person,
      channel: 'C1',
      via: 'button',
      command,
    });
  const snapshot = async (): Promise<IncidentSnapshot> => {
    const found = await store.loadIncident(incident.id);
    if (found === undefined) throw new Error('the incident is gone');
    return found;
  };
  const handlers = {
    execute: createExecute(workTools),
    verify: createVerify(workTools),
    expire: createExpire(workTools),
  };
  return {
    ...shop,
    stop: async () => {
      await shop.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
    store,
    clock,
    workTools,
    incident,
    snapshot,
    ask: async (replicas = 5, changes = {}, where) => {
      const command = { verb: 'scale', replicas } as const;
      const asked = { ...input('U01ANA', command), ...changes };
      const answer = await createRequestAction(workTools)({
        input: asked,
        command,
        target: checkout,
        parameters: { replicas },
        incident: where === undefined ? await snapshot() : undefined,
      });
      const request = await store.loadRequest(`r-${asked.id}`);
      return { answer, handle: request?.handle ?? '', id: `r-${asked.id}` };
    },
    deny: async (person, how, changes = {}) => {
      const command = { verb: 'deny', ...how } as const;
      const said = { ...input(person, command), ...changes };
      const at = how.incident === undefined ? undefined : await snapshot();
      return (await createDenyRequest(workTools)(said, command, at))?.text ?? '';
    },
    answer: async (person, handle, verb) => {
      const clicked = input(person, { verb, handle });
      const answer =
        verb === 'cancel'
          ? await createCancelRequest(workTools)(clicked, handle)
          : await createAnswerRequest(workTools)(clicked, handle, verb, 'not now');
      return answer?.text ?? '';
    },
    undo: async (person, execution, where) =>
      createUndo(workTools)(
        input(person, { verb: 'undo' }),
        execution,
        execution === undefined && where === undefined ? await snapshot() : undefined,
      ),
    work: async () => {
      const kinds = ['execute', 'verify', 'expire'] as const;
      for (;;) {
        const items = await store.claimDue({ owner: 'test', leaseMs: 60_000, limit: 10, kinds });
        if (items.length === 0) return;
        for (const item of items) {
          const kind = kinds.find((one) => one === item.kind) ?? 'execute';
          const result = await handlers[kind](item.key, item.attempt).catch(async (error: unknown) => {
            await store.postponeDue(item, 0);
            throw error;
          });
          if ('done' in result) await store.completeDue(item);
          else await store.postponeDue(item, result.againInMs, result.problem);
        }
      }
    },
  };
}
