import type { JsonObject } from '../../model/json.ts';
import { numberAt, timeAt } from '../read-json.ts';

/** When an event was last seen. The scheduler and others of the newer events API leave lastTimestamp and count null. */
export function eventTime(event: JsonObject): number {
  return (
    timeAt(event, 'series', 'lastObservedTime') ??
    timeAt(event, 'lastTimestamp') ??
    timeAt(event, 'eventTime') ??
    timeAt(event, 'firstTimestamp') ??
    timeAt(event, 'metadata', 'creationTimestamp') ??
    0
  );
}

export function eventCount(event: JsonObject): number {
  return numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1;
}
