import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { DueItem } from '../../src/model/due.ts';
import type { IncidentSnapshot } from '../../src/model/incident.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { openStore } from '../../src/store/open-store.ts';
import { readAuditChain } from '../../src/store/read-audit-chain.ts';
import { SharedClock } from '../../src/store/shared-clock.ts';
import type { Store } from '../../src/store/store.ts';
import type { AlertmanagerLook } from '../../src/telemetry/alertmanager/alertmanager-client.ts';
import { createClose } from '../../src/work/close.ts';
import type { IntakeRules } from '../../src/take-deliveries.ts';
import { createIntake } from '../../src/work/intake.ts';
import { moveIncident } from '../../src/work/move-incident.ts';
import { createReconcile } from '../../src/work/reconcile.ts';
import type { WorkHandler } from '../../src/work/worker.ts';

export const startTime = Date.parse('2026-03-01T03:00:00Z');
export const closeAfterMs = 86_400_000;
/** Two looks this far apart must miss an alert: half of how often is looked. */
export const apartMs = 30_000;
const kinds = ['intake', 'close', 'reconcile'] as const;
const leaseMs = 12_000;

const rules: IntakeRules = {
  defaultCluster: 'prod',
  knownClusters: ['prod'],
  noise: [],
  closeAfterMs,
  slack: { channel: '#incidents', routes: [] },
  limits: { after: 1_000_000, critical: 1_000_000 },
  reconciled: [],
};

/**
 * The product's own store, intake, closing, reconciliation and transitions under a clock that a test turns; Slack and the
 * cluster are left out. Many sequences share it, each with names of its own.
 */
export class IncidentSystem {
  readonly clock = SharedClock.standingAt(startTime);
  /** What Alertmanager answers. */
  look: AlertmanagerLook = { replicas: [], silences: [], problems: [] };
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'middlewatch-model-'));
  readonly #handlers: Record<(typeof kinds)[number], WorkHandler>;
  #store: Store | undefined;
  #ids = 0;

  constructor() {
    const log = createLogger('silent');
    const now = (): number => this.clock.now();
    const options = {
      newId: () => `id-${(this.#ids += 1)}`,
      channelFor: () => '#incidents',
      ...rules,
    };
    // Through the field, so that a restarted store is taken.
    const store = new Proxy({} as Store, {
      get: (_, name) => Reflect.get(this.store, name) as unknown,
    });
    this.#handlers = {
      intake: createIntake({
        take: async (deliveryId) => this.store.takeDelivery(deliveryId),
        log,
        opened: () => undefined,
      }),
      close: createClose({ store, closeAfterMs, now }),
      reconcile: createReconcile({
        store,
        alertmanagers: new Map([['prod', { look: async () => this.look }]]),
        options,
        everyMs: apartMs * 2,
        now,
        log,
        report: () => undefined,
      }),
    };
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store is not open');
    return this.#store;
  }

  get #path(): string {
    return join(this.#folder, 'middlewatch.db');
  }

  async open(): Promise<void> {
    const parserModule = new URL('../../src/read-delivery.ts', import.meta.url);
    const module = new URL('../../src/take-deliveries.ts', import.meta.url);
    const intake = { module, rules };
    this.#store = await openStore({ path: this.#path, parserModule, intake, clock: this.clock });
  }

  /** Takes work and dies with it; what it held is done after the next start. */
  async crash(): Promise<void> {
    await this.#claim();
    await this.store.close();
    await this.open();
  }

  async receive(body: object): Promise<void> {
    const result = await this.store.recordDelivery({
      source: 'alertmanager',
      receivedAt: this.clock.now(),
      body: new TextEncoder().encode(JSON.stringify(body)),
    });
    if (result.outcome !== 'recorded') throw new Error(`${result.path}: ${result.message}`);
  }

  async lookNow(): Promise<void> {
    await this.store.markDue([{ kind: 'reconcile', key: 'prod' }]);
    await this.settle();
  }

  async move(verb: 'ack' | 'resolve', incident: IncidentSnapshot, slackUser: string): Promise<string> {
    const tools = { store: this.store, now: () => this.clock.now(), closeAfterMs };
    const person = { slackUser, user: `${slackUser}@example.com`, groups: [] };
    return (await moveIncident(tools, verb, incident, person)).text;
  }

  /** Until nothing is due now. */
  async settle(): Promise<void> {
    for (let round = 0; round < 100; round += 1) {
      const items = await this.#claim();
      if (items.length === 0) return;
      for (const item of items) await this.#work(item);
    }
    throw new Error('the work does not end');
  }

  async #claim(): Promise<readonly DueItem[]> {
    return this.store.claimDue({ owner: 'model', leaseMs, limit: 50, kinds: [...kinds] });
  }

  async #work(item: DueItem): Promise<void> {
    const result = await this.#handlers[item.kind as (typeof kinds)[number]](item.key, item.attempt);
    if ('done' in result || item.kind === 'reconcile') await this.store.completeDue(item);
    else await this.store.postponeDue(item, result.againInMs);
  }

  /** All incidents that were opened since `after`, by number. */
  async incidentsSince(after: number): Promise<IncidentSnapshot[]> {
    const found: IncidentSnapshot[] = [];
    for (let number = after + 1; ; number += 1) {
      const snapshot = await this.store.findIncident(`INC-${number}`);
      if (snapshot === undefined) return found;
      found.push(snapshot);
    }
  }

  async end(): Promise<void> {
    await this.store.close();
    const chain = verifyChain(readAuditChain(this.#path));
    rmSync(this.#folder, { recursive: true, force: true });
    if (!chain.ok) throw new Error(`the audit does not hold: ${chain.fault?.reason ?? ''}`);
  }
}
