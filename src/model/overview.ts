import type { DueKind } from './due.ts';
import type { Replica } from './replica.ts';

/** Who works on the store and what waits there, as one moment saw it. Times by the database's clock, in milliseconds. */
export interface Overview {
  at: number;
  /** The newest step of the schema. */
  schema: number;
  replicas: readonly Replica[];
  leases: readonly Lease[];
  queues: readonly Queue[];
  /** PostgreSQL: the process that has the writer's turn just now. */
  writer?: { name: string; since: number };
}

/** What one process works on, of one kind. */
export interface Lease {
  owner: string;
  kind: DueKind;
  count: number;
  /** Of the one that ends first: its key, and when another may take it. */
  key: string;
  until: number;
}

/** All work of one kind. */
export interface Queue {
  kind: DueKind;
  /** Due at some time, what is worked on included. */
  count: number;
  /** Due by now and not worked on. */
  waiting: number;
  /** Of what is due by now and not worked on, the oldest. */
  oldest?: { key: string; dueAt: number; attempt: number; problem?: string };
}
