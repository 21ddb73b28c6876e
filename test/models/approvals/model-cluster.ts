import {
  ClusterError,
  type Change,
  type ChangeOptions,
  type ClusterClient,
} from '../../../src/cluster/cluster-client.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { newObject, objectOfPath, paths, settled, type ModelObject } from './model-object.ts';

/** A change on its way: whoever sent it was told that nobody answers. */
interface InFlight {
  change: Change;
  options: ChangeOptions;
  sentAt: number;
}

/** `--request-timeout` of the API server: what was given up by its caller arrives within this time, or never. */
const arrivesWithinMs = 60_000;

/** What becomes of the next change that is no dry run. */
export type CallFault =
  /** Carried out; the answer is lost. */
  | 'lost'
  /** Still on its way when the caller gives up; lands at {@link ModelCluster.landLate}, if it still can. */
  | 'late'
  /** Not carried out, and the API server does not say so. */
  | 'busy';

/** Of a change that was carried out. */
export interface Landed {
  manager: string;
  user: string | undefined;
  path: string;
  before: ModelObject;
  after: ModelObject | undefined;
}

/** The smallest API server on which the product's actions run: a Deployment, two nodes and two pods on one of them, with optimistic locks. */
export class ModelCluster {
  /** By path. */
  readonly objects = new Map<string, ModelObject>();
  /** Of the next change that is sent. */
  fault: CallFault | undefined;
  /** Kubernetes users who may change nothing. */
  readonly forbidden = new Set<string>();
  /** A disruption budget allows no eviction. */
  budgetIsSpent = false;
  onLanded: (landed: Landed) => Promise<void> = async () => undefined;
  readonly #inFlight: InFlight[] = [];
  readonly #now: () => number;
  #version = 0;

  constructor(now: () => number) {
    this.#now = now;
    for (const path of Object.values(paths)) this.recreate(path);
  }

  /** A new object under an old name. */
  recreate(path: string): void {
    this.objects.set(path, newObject(path, String((this.#version += 1))));
  }

  /** Somebody else writes: `kubectl`, a controller. */
  write(path: string, spec: Record<string, Json>): void {
    const object = this.objects.get(path);
    if (object !== undefined) this.#store(path, object, { spec }, { manager: 'kubectl' });
  }

  /** Only its version moves, as with every heartbeat. */
  touch(path: string): void {
    const object = this.objects.get(path);
    if (object !== undefined) object.metadata.resourceVersion = String((this.#version += 1));
  }

  /** What was on its way arrives, whoever still waits for it. */
  async landLate(): Promise<void> {
    for (const { change, options, sentAt } of this.#inFlight.splice(0)) {
      if (this.#now() - sentAt > arrivesWithinMs) continue;
      try {
        await this.#apply(change, options);
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
      }
    }
  }

  /** @param sent told of each change that is no dry run, before anything becomes of it */
  client(sent: (options: ChangeOptions) => Promise<void>): ClusterClient {
    return {
      name: 'prod',
      get: async (path) => structuredClone(this.#find(path)) as unknown as JsonObject,
      list: async (path, { fieldSelector } = {}) => {
        const all = path === '/api/v1/pods' ? '/api/v1/namespaces/shop/pods' : path;
        const node = fieldSelector?.replace('spec.nodeName=', '');
        const found = [...this.objects].filter(
          ([one, { spec }]) => one.startsWith(`${all}/`) && (node === undefined || spec['nodeName'] === node),
        );
        return found.map(([, object]) => structuredClone(object) as unknown as JsonObject);
      },
      text: async () => '',
      change: async (change, options) => {
        if (options.dryRun === 'All') {
          this.#check(change, options);
          return {};
        }
        await sent(options);
        const { fault } = this;
        this.fault = undefined;
        if (fault === 'busy') throw new ClusterError('refused', 'the server is too busy', { status: 503 });
        if (fault === 'late') {
          this.#inFlight.push({ change, options, sentAt: this.#now() });
          throw new ClusterError('timeout', 'no answer within 10 s');
        }
        await this.#apply(change, options);
        if (fault === 'lost') throw new ClusterError('unreachable', 'the connection was reset');
        return {};
      },
      close: () => undefined,
    };
  }

  #find(path: string): ModelObject {
    const object = this.objects.get(objectOfPath(path));
    if (object === undefined)
      throw new ClusterError('refused', 'not found', { status: 404, reason: 'NotFound' });
    return object;
  }

  #check(change: Change, { identity }: ChangeOptions): ModelObject {
    if (identity !== undefined && this.forbidden.has(identity.user))
      throw new ClusterError('refused', `${identity.user} may not`, { status: 403, reason: 'Forbidden' });
    const object = this.#find(change.path);
    const conflict = new ClusterError('refused', 'it was modified', { status: 409, reason: 'Conflict' });
    const body = change.body as {
      metadata?: JsonObject;
      preconditions?: JsonObject;
      deleteOptions?: { preconditions?: JsonObject };
    };
    const version = body.metadata?.['resourceVersion'];
    if (version !== undefined && version !== object.metadata.resourceVersion) throw conflict;
    const uid = (body.preconditions ?? body.deleteOptions?.preconditions)?.['uid'];
    if (uid !== undefined && uid !== object.metadata.uid) throw conflict;
    if (this.budgetIsSpent && change.path.endsWith('/eviction'))
      throw new ClusterError('refused', 'the budget allows 0', { status: 429, reason: 'DisruptionBudget' });
    return object;
  }

  async #apply(change: Change, options: ChangeOptions): Promise<void> {
    const object = this.#check(change, options);
    const before = structuredClone(object);
    const path = objectOfPath(change.path);
    const manager = options.fieldManager;
    if (change.method === 'DELETE' || change.path.endsWith('/eviction')) this.objects.delete(path);
    else {
      const subresource = change.path.endsWith('/scale') ? { subresource: 'scale' } : {};
      this.#store(path, object, change.body as JsonObject, { manager, ...subresource });
    }
    await this.onLanded({
      manager,
      user: options.identity?.user,
      path,
      before,
      after: this.objects.get(path),
    });
  }

  #store(
    path: string,
    object: ModelObject,
    body: JsonObject,
    writer: { manager: string; subresource?: string },
  ): void {
    const spec = merge(object.spec, (body['spec'] ?? {}) as JsonObject);
    const { annotations } = (body['metadata'] ?? {}) as { annotations?: Record<string, string> };
    const changed = Object.keys(spec).filter(
      (key) => JSON.stringify(spec[key]) !== JSON.stringify(object.spec[key]),
    );
    const { metadata } = object;
    // A field has one manager: the next writer takes it, and with it the mark of the one before.
    const managedFields = metadata.managedFields
      .map((entry) => {
        const own = entry.fieldsV1['f:spec'] as JsonObject;
        return {
          ...entry,
          fieldsV1: {
            'f:spec': Object.fromEntries(
              Object.entries(own).filter(([key]) => !changed.includes(key.slice(2))),
            ),
          },
        };
      })
      .filter(({ fieldsV1 }) => Object.keys(fieldsV1['f:spec']).length > 0);
    if (changed.length > 0)
      managedFields.push({
        ...writer,
        fieldsV1: { 'f:spec': Object.fromEntries(changed.map((key) => [`f:${key}`, {}])) },
      });
    this.objects.set(
      path,
      settled({
        ...object,
        metadata: {
          ...metadata,
          resourceVersion: String((this.#version += 1)),
          generation: metadata.generation + (changed.length > 0 ? 1 : 0),
          annotations: { ...metadata.annotations, ...annotations },
          managedFields,
        },
        spec,
      }),
    );
  }
}

/** A merge patch: https://www.rfc-editor.org/rfc/rfc7396 */
function merge(target: Readonly<Record<string, Json>>, patch: JsonObject): Record<string, Json> {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else if (typeof value === 'object' && !Array.isArray(value))
      merged.set(key, merge((merged.get(key) ?? {}) as JsonObject, value));
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}
