import { MiddlewatchError } from '../../errors/middlewatch-error.ts';
import type { Migration } from './migration.ts';

/** What a store says of its schema. */
export interface SchemaFound {
  /** The newest step that was applied; 0 for an empty database. */
  applied: number;
  /** Of the steps that this version does not know: the oldest schema whose bots may run beside them; 1 where there are none. */
  oldestBeside: number;
}

/** A process that works on the store just now. */
export interface RunningReplica {
  name: string;
  version: string;
  knownSchema: number;
}

/**
 * The steps that are missing; none when a newer version was here and left a schema that this one can work with.
 *
 * @throws {MiddlewatchError} `store-newer` when a step is there beside which this version may not run.
 */
export function stepsToApply(
  migrations: readonly Migration[],
  { applied, oldestBeside }: SchemaFound,
): readonly Migration[] {
  const known = migrations.length;
  if (applied > known && oldestBeside > known) {
    throw new MiddlewatchError(
      'store-newer',
      `its schema is ${applied}, for versions that know at least ${oldestBeside}; this one knows up to ${known}`,
    );
  }
  return migrations.filter(({ number }) => number > applied);
}

/**
 * Waits with steps that would break a process which runs.
 *
 * @throws {MiddlewatchError} `store-older-running`
 */
export function refuseBesideOlder(steps: readonly Migration[], running: readonly RunningReplica[]): void {
  for (const { number, name, oldestBeside = 1 } of steps) {
    const older = running.filter(({ knownSchema }) => knownSchema < oldestBeside);
    if (older.length === 0) continue;
    const names = older.map((replica) => `${replica.name} (${replica.version})`).join(', ');
    throw new MiddlewatchError('store-older-running', `step ${number} (${name}) would break ${names}`);
  }
}
