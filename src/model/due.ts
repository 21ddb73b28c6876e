/** What the worker does, one file a kind in work/. Keys: a delivery, input, incident, message, request id; a cluster's name, a watchdog's key; a storm's id; `remind`: the request of a debt. */
export type DueKind =
  | 'intake'
  | 'input'
  | 'enrich'
  | 'publish'
  | 'execute'
  | 'verify'
  | 'expire'
  | 'close'
  | 'reconcile'
  | 'watchdog'
  | 'prune'
  | 'storm'
  | 'remind'
  | 'audit-head';

export interface DueItem {
  kind: DueKind;
  key: string;
  /** Grows when it is marked due again; completing an old version leaves the newer one due. */
  version: number;
  /** How often it was taken without being completed, this time included. */
  attempt: number;
}
