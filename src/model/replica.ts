/** One process of the bot, as it last said of itself; several share a PostgreSQL. Times by the database's clock. */
export interface Replica {
  /** The owner that stands in its leases. */
  id: string;
  /** The machine's or pod's name. */
  name: string;
  version: string;
  /** The newest step of the schema that it knows. */
  knownSchema: number;
  startedAt: number;
  seenAt: number;
  /** What it is connected to, as on its health page. */
  parts: readonly ReplicaPart[];
}

export interface ReplicaPart {
  name: string;
  state: 'ok' | 'degraded' | 'down';
  detail: string;
}

/** How often a process says that it runs, in milliseconds. */
export const announceEveryMs = 5_000;

/** Not heard for longer, it counts as gone: within this time its work is elsewhere (DESIGN: 15 s). */
export const seenWithinMs = 15_000;
