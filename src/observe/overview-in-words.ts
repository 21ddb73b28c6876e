import { durationInWords } from '../model/duration-in-words.ts';
import type { Lease, Overview, Queue } from '../model/overview.ts';
import { seenWithinMs, type Replica } from '../model/replica.ts';

/** Who works on the store, under which leases, and what waits: lines of plain text, for a terminal at 3 AM. */
export function overviewInWords(overview: Overview, self: { id: string }): readonly string[] {
  const { replicas, leases, queues, at } = overview;
  const nameOf = names(replicas);
  const oldest = oldestWaiting(queues);
  return [
    `The store's clock says ${new Date(at).toISOString()}; its schema is ${overview.schema}.`,
    ...(overview.writer === undefined
      ? []
      : [`The writer's turn has ${overview.writer.name}, ${since(at - overview.writer.since)}.`]),
    '',
    'Bots on this store:',
    ...listed(
      replicas.map((replica) =>
        replicaLine(replica, { name: nameOf(replica.id), at, schema: overview.schema, self }),
      ),
    ),
    '',
    'Worked on now, until when without a sign of life:',
    ...listed(leases.map((lease) => leaseLine(lease, nameOf))),
    '',
    'Work that is due:',
    ...listed(queues.map((queue) => queueLine(queue, at))),
    ...(oldest === undefined ? [] : [`Waiting longest: ${oldestWords(oldest, at)}`]),
  ];
}

function replicaLine(
  replica: Replica,
  { name: shown, at, schema, self }: { name: string; at: number; schema: number; self: { id: string } },
): string {
  const silentMs = at - replica.seenAt;
  const gone = silentMs > seenWithinMs ? [`NOT HEARD for ${durationInWords(silentMs)}: counted as gone`] : [];
  const older =
    replica.knownSchema < schema
      ? `an older version, made for schema ${replica.knownSchema}`
      : `knows schema ${replica.knownSchema}`;
  const parts = replica.parts
    .filter(({ name }) => name !== 'store')
    .map(({ name, state, detail }) => `${name} ${state}${detail === '' ? '' : ` (${detail})`}`);
  const words = [
    ...gone,
    `version ${replica.version}`,
    older,
    `up ${since(replica.seenAt - replica.startedAt)}`,
  ];
  return `${shown}${replica.id === self.id ? ' (this one)' : ''}: ${[...words, ...parts].join('; ')}`;
}

function leaseLine({ owner, kind, count, key, until }: Lease, nameOf: (id: string) => string): string {
  return `${nameOf(owner)}: ${kind} ${count}, first ends ${clockTime(until)} (${key})`;
}

function queueLine({ kind, count, waiting, oldest }: Queue, at: number): string {
  const wait =
    oldest === undefined ? 'none waits' : `${waiting} wait, the oldest ${since(at - oldest.dueAt)}`;
  return `${kind}: ${count}; ${wait}`;
}

function oldestWaiting(queues: readonly Queue[]): (Queue & { oldest: object }) | undefined {
  return queues
    .flatMap((queue) => (queue.oldest === undefined ? [] : [{ ...queue, oldest: queue.oldest }]))
    .toSorted((one, other) => one.oldest.dueAt - other.oldest.dueAt)[0];
}

function oldestWords({ kind, oldest }: Queue, at: number): string {
  if (oldest === undefined) return '';
  const tried = oldest.attempt === 0 ? 'not tried yet' : `tried ${oldest.attempt} times`;
  const problem = oldest.problem === undefined ? '' : `: ${oldest.problem}`;
  return `${kind} ${oldest.key}, due ${since(at - oldest.dueAt)}, ${tried}${problem}`;
}

/** Two on one machine are told apart by the start of their ids. */
function names(replicas: readonly Replica[]): (id: string) => string {
  const shown = new Map(
    replicas.map(({ id, name }) => {
      const alone = replicas.filter((other) => other.name === name).length === 1;
      return [id, alone ? name : `${name} [${id.slice(0, 6)}]`];
    }),
  );
  return (id) => shown.get(id) ?? `a bot that is not listed [${id.slice(0, 6)}]`;
}

/** Duration of something that goes on. */
function since(milliseconds: number): string {
  return `for ${durationInWords(milliseconds)}`;
}

function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

function listed(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  nothing'] : lines.map((line) => `  ${line}`);
}
