import type { ObjectReference } from '../model/object-reference.ts';
import type { JsonObject } from '../model/json.ts';
import type { ActionTools, Verification } from './action.ts';
import { jsonAt, numberAt, stringAt } from './json-at.ts';
import { readMade } from './made-object.ts';

/** Velero's phases (pkg/apis/velero/v1, BackupPhase). completionTimestamp is set on failed backups too, so it proves nothing. */
export async function verifyBackup(tools: ActionTools, made: ObjectReference): Promise<Verification> {
  const backup = await readMade(tools, made);
  const name = `Backup ${made.name}`;
  if (backup === undefined)
    return { result: 'unknown', sentence: `${name} is not there any more: how it ended cannot be told.` };
  const phase = stringAt(backup, 'status', 'phase') ?? '';
  switch (phase) {
    case 'Completed': {
      const warnings = numberAt(backup, 'status', 'warnings') ?? 0;
      return {
        result: 'worked',
        sentence: `${name} completed${warnings === 0 ? '' : ` with ${warnings} warnings`}.`,
      };
    }
    case 'PartiallyFailed':
      return {
        result: 'no-effect',
        sentence: `${name} failed in part (${numberAt(backup, 'status', 'errors') ?? '?'} errors): do not rely on it. \`velero backup logs ${made.name}\` says why.`,
      };
    case 'Failed':
    case 'FailedValidation':
      return { result: 'no-effect', sentence: `${name} failed: ${reasonOf(backup)}.` };
    default: {
      const state =
        phase === '' || phase === 'New'
          ? `${name} waits: Velero has not taken it up`
          : `${name} is ${phase}${progressOf(backup)}`;
      return {
        pending: state,
        atDeadline: { result: 'unknown', sentence: `Not finished in time: ${state}.` },
      };
    }
  }
}

function reasonOf(backup: JsonObject): string {
  const errors = jsonAt(backup, 'status', 'validationErrors');
  const first = Array.isArray(errors) ? errors.find((one) => typeof one === 'string') : undefined;
  return stringAt(backup, 'status', 'failureReason') ?? first ?? 'no reason given';
}

function progressOf(backup: JsonObject): string {
  const total = numberAt(backup, 'status', 'progress', 'totalItems');
  const done = numberAt(backup, 'status', 'progress', 'itemsBackedUp') ?? 0;
  return total === undefined ? '' : ` (${done} of ${total} items)`;
}
