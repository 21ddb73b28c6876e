import type { Json, JsonObject } from '../model/json.ts';
import type { MissingRight } from './missing-right.ts';

/** Under whose name a call runs. Absent: as the bot itself. */
export interface Identity {
  user: string;
  groups: readonly string[];
  /** Sent as Impersonate-Extra-<key>; keys are lower case: `middlewatch-incident`, `middlewatch-slack-user`. */
  extra: Readonly<Record<string, string>>;
}

export interface ReadOptions {
  /** Default 5000. */
  timeoutMs?: number;
  identity?: Identity;
}

export interface ListOptions extends ReadOptions {
  labelSelector?: string;
  fieldSelector?: string;
  /** Pages are fetched until this many items are there; default 500. */
  maxItems?: number;
}

export type PatchType =
  'application/json-patch+json' | 'application/merge-patch+json' | 'application/strategic-merge-patch+json';

/** One mutating call. */
export type Change =
  | { method: 'PATCH'; path: string; type: PatchType; body: Json }
  /** Makes an object, or asks a subresource for something (an eviction). */
  | { method: 'POST'; path: string; body: JsonObject }
  /** `body`: DeleteOptions, with the preconditions that name the very object. */
  | { method: 'DELETE'; path: string; body: JsonObject };

export interface ChangeOptions {
  /** `middlewatch-<action>-<execution id>` */
  fieldManager: string;
  dryRun: 'All' | 'none';
  /** Default 10000. */
  timeoutMs?: number;
  identity?: Identity;
}

/**
 * One cluster's API server: raw JSON over one keep-alive transport, every call with a deadline and a size cap.
 * Reads retry twice on 429, 500, 502, 503, 504 and connection errors within their deadline; a change is never repeated.
 * Errors are ClusterError.
 */
export interface ClusterClient {
  /** The name in the config. */
  readonly name: string;
  /** `/apis/apps/v1/namespaces/shop/deployments/checkout` */
  get(path: string, options?: ReadOptions): Promise<JsonObject>;
  list(path: string, options?: ListOptions): Promise<JsonObject[]>;
  /** For logs. `query` is appended; at most `limitBytes` are read. */
  text(
    path: string,
    query: Readonly<Record<string, string>>,
    options: ReadOptions & { limitBytes: number },
  ): Promise<string>;
  change(change: Change, options: ChangeOptions): Promise<JsonObject>;
  close(): void;
}

/** How a call failed. `unreachable` and `timeout` on a change mean: it may have happened; look. */
export type ClusterFailure = 'refused' | 'timeout' | 'unreachable' | 'too-large' | 'unreadable';

/** `message` is for people: no headers, no body dump, no address. */
export class ClusterError extends Error {
  readonly failure: ClusterFailure;
  /** HTTP status when the API server answered. */
  readonly status: number | undefined;
  /** Status.reason: NotFound, Conflict, Forbidden, Invalid, … */
  readonly reason: string | undefined;
  /** Of a 403: the right that is missing; the message says so in words. */
  readonly missing: MissingRight | undefined;

  constructor(
    failure: ClusterFailure,
    message: string,
    details?: { status?: number; reason?: string; missing?: MissingRight; cause?: unknown },
  ) {
    super(message, { cause: details?.cause });
    this.name = 'ClusterError';
    this.failure = failure;
    this.status = details?.status;
    this.reason = details?.reason;
    this.missing = details?.missing;
  }
}
