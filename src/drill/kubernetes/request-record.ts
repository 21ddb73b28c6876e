/** Whose name an impersonated request carries. */
export interface ImpersonatedUser {
  username: string;
  groups: string[];
  extra: Record<string, string[]>;
}

/** One answered request, in the terms of the API server's audit log (level Request). */
export interface RequestRecord {
  /** Milliseconds since the epoch, when the request arrived. */
  at: number;
  /** get, list, watch, create, update, patch, delete, deletecollection; for paths that are no resource the HTTP method in lower case. */
  verb: string;
  method: string;
  /** Path with query, as received. */
  uri: string;
  /** The token's user; `system:anonymous` when the token was wrong. */
  user: string;
  groups: string[];
  impersonatedUser?: ImpersonatedUser;
  userAgent: string;
  /** `deployments`, `pods`, …; absent when the path is no resource. */
  resource?: string;
  apiGroup?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  dryRun: boolean;
  contentType?: string;
  /** The request body of a mutation, parsed. */
  body?: unknown;
  /** The status that was sent, or would have been when a fault dropped the answer; 0 when nothing was processed. */
  responseStatus: number;
  /** The kind of fault that hit it. */
  fault?: string;
}
