import { StatusError } from '../errors/status-error.ts';
import type { ControllerName } from '../kubernetes-handle.ts';
import type { StoreChange } from '../registry/object-store.ts';
import type { Registry } from '../registry/registry.ts';
import { ClusterAccess } from './cluster-access.ts';
import type { EventRecorder } from './event-recorder.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { WorkQueue } from './work-queue.ts';

/** Simulated milliseconds until a refused reconciliation is tried again. */
const retryMs = 5000;

/** What every controller is given. */
export interface ControllerContext {
  registry: Registry;
  clock: SimulatedClock;
  events: EventRecorder;
}

/** A controller as data: which keys a change concerns, and what to do about a key. */
export interface ControllerDefinition {
  name: ControllerName;
  manager: string;
  concerns: (change: StoreChange, access: ClusterAccess) => string[];
  reconcile: (key: string, tools: ControllerTools) => void;
}

export interface ControllerTools extends ControllerContext {
  access: ClusterAccess;
  queue: WorkQueue;
}

/** Runs a controller until the clock stops: it looks at what exists, then at every change. */
export function runController(context: ControllerContext, definition: ControllerDefinition): WorkQueue {
  const access = new ClusterAccess(context.registry, definition.manager);
  const queue: WorkQueue = new WorkQueue(context.clock, (key) => {
    try {
      definition.reconcile(key, { ...context, access, queue });
    } catch (error) {
      // Refused by the API (a namespace on its way out, a quota): real controllers try again later, too.
      if (!(error instanceof StatusError)) throw error;
      queue.addAfter(key, retryMs);
    }
  });
  context.registry.store.onChange((change) => {
    for (const key of definition.concerns(change, access)) queue.add(key);
  });
  return queue;
}
