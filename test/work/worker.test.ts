import { describe, expect, it, vi } from 'vitest';
import type { DueItem, DueKind } from '../../src/model/due.ts';
import type { DueMark } from '../../src/store/store.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { finished, startWorker, type WorkHandler } from '../../src/work/worker.ts';

/** How long a test waits for a condition: a busy machine needs more than vitest's 1,000 ms. */
const patienceMs = 10_000;

/** A due table in memory with the store's promises: a lease for what is taken, gone when completed. */
function dueTable(items: { kind: DueKind; key: string }[]) {
  const due = items.map((item) => ({ ...item, version: 1, attempt: 0, leased: false, notBefore: 0 }));
  const log: string[] = [];
  return {
    log,
    due,
    async claimDue({
      limit,
      kinds,
      only,
    }: {
      limit: number;
      kinds?: readonly DueKind[];
      only?: 'interrupted';
    }): Promise<readonly DueItem[]> {
      const free = due
        .filter((item) => only === undefined || item.attempt > 0)
        .filter((item) => !item.leased && item.notBefore === 0 && (kinds?.includes(item.kind) ?? true))
        .slice(0, limit);
      for (const item of free) {
        item.leased = true;
        item.attempt += 1;
      }
      return free.map(({ kind, key, version, attempt }) => ({ kind, key, version, attempt }));
    },
    async renewDue(items: readonly DueItem[]): Promise<readonly DueItem[]> {
      log.push(...items.map(({ kind, key }) => `renew ${kind}/${key}`));
      return items;
    },
    async completeDue(item: DueItem): Promise<'held' | 'lost'> {
      log.push(`complete ${item.kind}/${item.key}`);
      const place = due.findIndex((one) => one.kind === item.kind && one.key === item.key);
      const [gone] = due.splice(place, 1);
      return gone?.attempt === item.attempt ? 'held' : 'lost';
    },
    async markDue(marks: readonly DueMark[]): Promise<void> {
      log.push(...marks.map(({ kind, key }) => `mark ${kind}/${key}`));
    },
    async postponeDue(item: DueItem, inMs: number, problem?: string): Promise<void> {
      log.push(`postpone ${item.kind}/${item.key} ${inMs} ${problem ?? ''}`.trim());
      const found = due.find((one) => one.kind === item.kind && one.key === item.key);
      if (found !== undefined) found.leased = false;
    },
    async nextDueInMs(): Promise<number | undefined> {
      return due.some((item) => !item.leased) ? 0 : undefined;
    },
  };
}

function handlers(own: Partial<Record<DueKind, WorkHandler>>): Record<DueKind, WorkHandler> {
  const none: WorkHandler = async () => finished;
  return {
    intake: none,
    input: none,
    enrich: none,
    publish: none,
    execute: none,
    verify: none,
    expire: none,
    close: none,
    reconcile: none,
    watchdog: none,
    prune: none,
    storm: none,
    remind: none,
    'audit-head': none,
    ...own,
  };
}

const quiet = { owner: 'test', log: createLogger('silent'), observe: () => {}, now: () => 0 };

let clock = 0;

describe('the worker', () => {
  it('completes what is done and tries again what threw', async () => {
    const table = dueTable([
      { kind: 'enrich', key: 'a' },
      { kind: 'publish', key: 'b' },
    ]);
    let tries = 0;
    const worker = startWorker({
      ...quiet,
      store: table,
      handlers: handlers({
        publish: async () => {
          tries += 1;
          if (tries < 3) throw new Error('Slack is down');
          return finished;
        },
      }),
    });
    await vi.waitFor(() => expect(table.due).toEqual([]), patienceMs);
    await worker.stop(1000);
    expect(table.log).toEqual([
      'complete enrich/a',
      'postpone publish/b 500 Slack is down',
      'postpone publish/b 1000 Slack is down',
      'complete publish/b',
    ]);
  });

  it('takes one delivery at a time, and lets no slow kind hold up another', async () => {
    const table = dueTable([
      { kind: 'intake', key: '1' },
      { kind: 'intake', key: '2' },
      { kind: 'input', key: 'click' },
    ]);
    const seen: string[] = [];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = startWorker({
      ...quiet,
      store: table,
      handlers: handlers({
        intake: async (key) => {
          seen.push(key);
          await held;
          return finished;
        },
      }),
    });
    await vi.waitFor(() => expect(table.log).toEqual(['complete input/click']), patienceMs);
    expect(seen).toEqual(['1']);
    release();
    await vi.waitFor(() => expect(seen).toEqual(['1', '2']), patienceMs);
    await vi.waitFor(() => expect(table.due).toEqual([]), patienceMs);
    await worker.stop(1000);
  });

  it('waits at its end for what runs', async () => {
    const table = dueTable([{ kind: 'execute', key: 'x' }]);
    let ended = false;
    let begun = false;
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const worker = startWorker({
      ...quiet,
      store: table,
      handlers: handlers({
        execute: async () => {
          begun = true;
          await held;
          ended = true;
          return finished;
        },
      }),
    });
    await vi.waitFor(() => expect(begun).toBe(true), patienceMs);
    const stopped = worker.stop(5000);
    release();
    await stopped;
    expect(ended).toBe(true);
  });

  it('renews the lease of what takes long, so that no other process takes it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const table = dueTable([{ kind: 'enrich', key: 'slow' }]);
      let release: () => void = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const worker = startWorker({
        ...quiet,
        store: table,
        handlers: handlers({
          enrich: async () => {
            await held;
            return finished;
          },
        }),
      });
      await vi.waitFor(() => expect(table.due).toMatchObject([{ leased: true }]), patienceMs);
      await vi.advanceTimersByTimeAsync(9_000);
      expect(table.log).toEqual(Array.from({ length: 3 }, () => 'renew enrich/slow'));
      release();
      await vi.waitFor(() => expect(table.due).toEqual([]), patienceMs);
      await worker.stop(1_000);
      await vi.advanceTimersByTimeAsync(9_000);
      expect(table.log).toHaveLength(4);
    } finally {
      vi.useRealTimers();
    }
  });

  it('looks at a message again that it showed while another had taken it over, and at nothing else', async () => {
    const table = dueTable([
      { kind: 'publish', key: 'card' },
      { kind: 'publish', key: 'held' },
      { kind: 'input', key: 'click' },
    ]);
    const takeOver = (key: string) => {
      const item = table.due.find((one) => one.key === key);
      if (item !== undefined && key !== 'held') item.attempt += 1;
    };
    const handler: WorkHandler = async (key) => {
      takeOver(key);
      return finished;
    };
    const worker = startWorker({
      ...quiet,
      store: table,
      handlers: handlers({ publish: handler, input: handler }),
    });
    await vi.waitFor(() => expect(table.due).toEqual([]), patienceMs);
    await worker.stop(1_000);
    expect(table.log.filter((line) => line.startsWith('mark'))).toEqual(['mark publish/card']);
  });

  it('takes what another left when it died before what waits, however much that is', async () => {
    const table = dueTable(
      Array.from({ length: 50 }, (_, index) => ({ kind: 'intake' as const, key: `waits-${index}` })),
    );
    const order: string[] = [];
    const worker = startWorker({
      ...quiet,
      store: table,
      handlers: handlers({
        intake: async (key) => {
          order.push(key);
          // Left by another just now: its lease ran out.
          if (order.length === 3)
            table.due.push({
              kind: 'intake',
              key: 'left',
              version: 1,
              attempt: 1,
              leased: false,
              notBefore: 0,
            });
          clock += 400;
          return finished;
        },
      }),
      now: () => clock,
    });
    await vi.waitFor(() => expect(order).toContain('left'), patienceMs);
    await worker.stop(1_000);
    expect(order.indexOf('left')).toBeLessThanOrEqual(6);
  });
});
