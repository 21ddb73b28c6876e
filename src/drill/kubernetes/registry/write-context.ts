/** Who writes, and how. */
export interface WriteContext {
  /** Field manager: the `fieldManager` parameter, else the product of the User-Agent. */
  manager: string;
  /** `dry-run`: everything is checked and answered, nothing is stored. */
  mode: 'store' | 'dry-run';
  subresource?: 'status' | 'scale';
  /** A precondition on the uid, taken from a full update's body. */
  expectedUid?: string;
}

/** What a DELETE may carry. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  preconditions?: { uid?: string; resourceVersion?: string };
  mode: 'store' | 'dry-run';
}
