import type { DueKind } from '../../model/due.ts';
import type { Lease, Overview, Queue } from '../../model/overview.ts';
import type { Replica, ReplicaPart } from '../../model/replica.ts';
import { newestStepSql } from '../migrations/schema-sql.ts';
import type { Transaction } from '../transaction.ts';

interface QueueRow {
  kind: DueKind;
  count: number;
  waiting: number;
}
interface OldestRow {
  kind: DueKind;
  key: string;
  due_at: number;
  attempt: number;
  problem: string | null;
}

/** Who works on the store and what waits there. */
export async function readOverview(transaction: Transaction): Promise<Overview> {
  const [clock] = await transaction.query<{ at: number }>('SELECT now_ms() AS at');
  const [newest] = await transaction.query<{ number: number }>(newestStepSql);
  const writer = await findWriter(transaction);
  return {
    at: clock?.at ?? 0,
    schema: newest?.number ?? 0,
    replicas: await readReplicas(transaction),
    leases: await readLeases(transaction),
    queues: await readQueues(transaction),
    ...(writer === undefined ? {} : { writer }),
  };
}

async function readReplicas(transaction: Transaction): Promise<readonly Replica[]> {
  const rows = await transaction.query<Omit<Replica, 'parts'> & { parts: string }>(
    `SELECT id, name, version, known_schema AS "knownSchema", started_at AS "startedAt", seen_at AS "seenAt", parts
     FROM replicas ORDER BY name, started_at, id`,
  );
  return rows.map((row) => ({ ...row, parts: JSON.parse(row.parts) as ReplicaPart[] }));
}

async function readLeases(transaction: Transaction): Promise<readonly Lease[]> {
  return await transaction.query<Lease>(
    `SELECT held.lease_owner AS owner, held.kind, COUNT(*) AS count, MIN(held.lease_until) AS until,
       (SELECT MIN(key) FROM due AS first WHERE first.lease_owner = held.lease_owner AND first.kind = held.kind
          AND first.lease_until = MIN(held.lease_until)) AS key
     FROM due AS held WHERE held.lease_until > now_ms()
     GROUP BY held.lease_owner, held.kind ORDER BY owner, held.kind`,
  );
}

/** Due by now, and under no lease that still runs. */
const waits = 'COALESCE(lease_until, due_at) <= now_ms()';

async function readQueues(transaction: Transaction): Promise<readonly Queue[]> {
  const counts = await transaction.query<QueueRow>(
    `SELECT kind, COUNT(*) AS count, SUM(CASE WHEN ${waits} THEN 1 ELSE 0 END) AS waiting
     FROM due GROUP BY kind ORDER BY kind`,
  );
  const oldest = await transaction.query<OldestRow>(
    `SELECT kind, key, due_at, attempt, problem FROM due WHERE (kind, key) IN
       (SELECT kind, key FROM (SELECT kind, key, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY due_at, key) AS place
          FROM due WHERE ${waits}) AS ordered WHERE place = 1)`,
  );
  return counts.map(({ kind, count, waiting }) => {
    const row = oldest.find((one) => one.kind === kind);
    return {
      kind,
      count,
      waiting,
      ...(row === undefined
        ? {}
        : {
            oldest: {
              key: row.key,
              dueAt: row.due_at,
              attempt: row.attempt,
              ...(row.problem === null ? {} : { problem: row.problem }),
            },
          }),
    };
  });
}

/** SQLite has one process that writes; of several on a PostgreSQL one has the turn, mostly for a moment. */
async function findWriter(transaction: Transaction): Promise<Overview['writer']> {
  if (transaction.engine === 'sqlite') return undefined;
  const [row] = await transaction.query<{ name: string; since: number }>(
    `SELECT application_name AS name, CAST(EXTRACT(EPOCH FROM xact_start) * 1000 AS BIGINT) AS since
     FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE relation = CAST('counters' AS regclass) AND mode = 'ExclusiveLock' AND granted
       AND xact_start IS NOT NULL LIMIT 1`,
  );
  return row;
}
