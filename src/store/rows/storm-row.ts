import type { Storm } from '../../model/storm.ts';

/** Columns of `storms` as read. */
export interface StormRow {
  id: string;
  channel: string;
  started_at: number;
  ended_at: number | null;
  acknowledged_by: string | null;
  acknowledged_at: number | null;
}

export const stormColumns = 'id, channel, started_at, ended_at, acknowledged_by, acknowledged_at';

export function readStorm(row: StormRow): Storm {
  return {
    id: row.id,
    channel: row.channel,
    startedAt: row.started_at,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.acknowledged_by !== null && { acknowledgedBy: row.acknowledged_by }),
    ...(row.acknowledged_at !== null && { acknowledgedAt: row.acknowledged_at }),
  };
}
