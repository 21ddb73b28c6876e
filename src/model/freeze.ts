/** While it runs no action starts where it holds. */
export interface Freeze {
  id: string;
  /** Absent: all clusters. */
  cluster?: string;
  /** Absent: all namespaces, and what stands in none. */
  namespace?: string;
  /** The Slack user. */
  frozenBy: string;
  reason: string;
  /** Milliseconds. */
  startedAt: number;
  /** Absent: until somebody ends it. */
  endsAt?: number;
}

export type FreezePlace = Pick<Freeze, 'cluster' | 'namespace'>;

export function holdsAt(freeze: FreezePlace, place: FreezePlace): boolean {
  return (
    (freeze.cluster === undefined || freeze.cluster === place.cluster) &&
    (freeze.namespace === undefined || freeze.namespace === place.namespace)
  );
}

/** `namespace shop on prod`, `all clusters`. */
export function freezePlaceInWords({ cluster, namespace }: FreezePlace): string {
  const where = cluster ?? 'all clusters';
  return namespace === undefined ? where : `namespace ${namespace} on ${where}`;
}
