import type { KubeObject } from '../kube-object.ts';
import type { Identifiers } from '../registry/identifiers.ts';
import { timestamp, type Registry } from '../registry/registry.ts';
import { resourceByKey } from '../resources/resource-table.ts';

/** An event as a component reports it. */
export interface ReportedEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** `kubelet`, `deployment-controller`, `default-scheduler`, … */
  component: string;
  /** The node, when a kubelet reports. */
  host?: string;
  /** `spec.containers{app}` when it is about one container. */
  fieldPath?: string;
  /** Kubelets know their node only by name, and put that where the uid belongs. */
  uid?: string;
  /** Scheduler events come through events.k8s.io: an action, eventTime instead of first and last, a series instead of a count. */
  action?: string;
}

const events = resourceByKey('events');

function micro(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z');
}

/** Writes events; the same event again only counts up, as client-go's recorders do. */
export class EventRecorder {
  readonly #registry: Registry;
  readonly #identifiers: Identifiers;
  readonly #known = new Map<string, { namespace: string; name: string }>();

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#identifiers = registry.identifiers;
  }

  record(about: KubeObject, event: ReportedEvent): void {
    const uid = event.uid ?? about.metadata.uid;
    const key = [
      uid,
      about.metadata.name,
      event.fieldPath,
      event.component,
      event.host,
      event.type,
      event.reason,
      event.message,
    ].join('|');
    const known = this.#known.get(key);
    const stored = known && this.#registry.store.read(events, known.namespace, known.name);
    if (stored) this.#repeat(stored, event);
    else this.#first(about, event, { key, uid });
  }

  #repeat(stored: KubeObject, event: ReportedEvent): void {
    const now = this.#registry.now();
    const change = (current: KubeObject): unknown => {
      if (event.action !== undefined) {
        const series = current['series'] as { count?: number } | undefined;
        return { ...current, series: { count: (series?.count ?? 1) + 1, lastObservedTime: micro(now) } };
      }
      return {
        ...current,
        count: ((current['count'] as number | undefined) ?? 1) + 1,
        lastTimestamp: timestamp(now),
      };
    };
    const { namespace = '', name } = stored.metadata;
    this.#registry.update(events, namespace, name, change, { manager: managerOf(event), mode: 'store' });
  }

  #first(about: KubeObject, event: ReportedEvent, given: { key: string; uid: string }): void {
    const now = this.#registry.now();
    const { name, namespace, resourceVersion } = about.metadata;
    const where = namespace ?? 'default';
    const eventName = `${name}.${this.#identifiers.digest(`event ${given.key}`).slice(0, 16)}`;
    const involvedObject = {
      kind: about.kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
      uid: given.uid,
      apiVersion: about.apiVersion,
      resourceVersion,
      ...(event.fieldPath === undefined ? {} : { fieldPath: event.fieldPath }),
    };
    const times =
      event.action === undefined
        ? { firstTimestamp: timestamp(now), lastTimestamp: timestamp(now), count: 1, eventTime: null }
        : { firstTimestamp: null, lastTimestamp: null, eventTime: micro(now), action: event.action };
    const source =
      event.action === undefined
        ? { component: event.component, ...(event.host === undefined ? {} : { host: event.host }) }
        : {};
    const body = {
      metadata: { name: eventName, namespace: where },
      involvedObject,
      type: event.type,
      reason: event.reason,
      message: event.message,
      source,
      ...times,
      reportingComponent: event.component,
      reportingInstance: event.host ?? (event.action === undefined ? '' : `${event.component}-drill`),
    };
    // A namespace that is being emptied takes no new events, and a component does not mind.
    const target = this.#registry.store.read(resourceByKey('namespaces'), '', where);
    if (target === undefined || target.metadata.deletionTimestamp !== undefined) return;
    this.#registry.create(events, where, body, { manager: managerOf(event), mode: 'store' });
    this.#known.set(given.key, { namespace: where, name: eventName });
  }
}

function managerOf({ component }: ReportedEvent): string {
  if (component === 'kubelet') return 'kubelet';
  return component === 'default-scheduler' ? 'kube-scheduler' : 'kube-controller-manager';
}
