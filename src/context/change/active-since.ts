import type { JsonObject } from '../../model/json.ts';
import type { Workload } from '../objects/find-workload.ts';
import { isObject, objectsAt, textAt, timeAt, valueAt } from '../read-json.ts';
import { eventTime } from '../events/event-time.ts';
import type { Revision } from './revisions.ts';

/**
 * When a revision became the current one, in milliseconds; undefined when nothing tells.
 *
 * A new revision: when it was made. One that is used again (a rollback) is older than that, so, most exact first: the
 * event that scaled it up from nothing; the last write to the pod template; the Progressing condition that names it.
 */
export function activeSince(
  workload: Workload,
  current: Revision,
  events: readonly JsonObject[],
): number | undefined {
  if (!current.reused) return current.createdAt;
  return (
    scaledUpAt(current, events) ??
    templateWrittenAt(workload.object) ??
    progressedAt(workload.object, current)
  );
}

/** `Scaled up replica set checkout-7d9 from 0 to 3`; before 1.28 `Scaled up replica set checkout-7d9 to 3`. */
function scaledUpAt(current: Revision, events: readonly JsonObject[]): number | undefined {
  const times = events
    .filter((event) => {
      const [, name, from] =
        /^Scaled up replica set (\S+) (?:from (\d+) )?to \d+/.exec(textAt(event, 'message') ?? '') ?? [];
      return (
        textAt(event, 'reason') === 'ScalingReplicaSet' && name === current.name && (from ?? '0') === '0'
      );
    })
    .flatMap((event) => timeAt(event, 'firstTimestamp') ?? eventTime(event));
  // The rollback is the last time that it came from nothing; its own later steps up say `from 1`.
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The last write of those who own fields of the template. Their later writes to other fields would make it too late. */
function templateWrittenAt(object: JsonObject): number | undefined {
  const times = objectsAt(object, 'metadata', 'managedFields')
    .filter(
      (entry) =>
        textAt(entry, 'subresource') === undefined &&
        isObject(valueAt(entry, 'fieldsV1', 'f:spec', 'f:template')),
    )
    .flatMap((entry) => timeAt(entry, 'time') ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

function progressedAt(object: JsonObject, current: Revision): number | undefined {
  const progressing = objectsAt(object, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'Progressing',
  );
  const names = (textAt(progressing, 'message') ?? '').includes(`"${current.name}"`);
  return names ? timeAt(progressing, 'lastUpdateTime') : undefined;
}
