import type { Freeze } from '../../model/freeze.ts';

export interface FreezeRow {
  id: string;
  cluster: string | null;
  namespace: string | null;
  frozen_by: string;
  reason: string;
  started_at: number;
  ends_at: number | null;
}

export const freezeColumns = 'id, cluster, namespace, frozen_by, reason, started_at, ends_at';

export function readFreezeRow(row: FreezeRow): Freeze {
  return {
    id: row.id,
    ...(row.cluster !== null && { cluster: row.cluster }),
    ...(row.namespace !== null && { namespace: row.namespace }),
    frozenBy: row.frozen_by,
    reason: row.reason,
    startedAt: row.started_at,
    ...(row.ends_at !== null && { endsAt: row.ends_at }),
  };
}
