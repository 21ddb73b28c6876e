import type { ChannelTraffic, Traffic } from '../../model/storm.ts';
import { readStorm, stormColumns, type StormRow } from '../rows/storm-row.ts';
import type { Transaction } from '../transaction.ts';

/** What goes on in each channel: there are few of them. */
export async function loadTraffic(transaction: Transaction): Promise<Traffic> {
  const [clock] = await transaction.query<{ at: number }>('SELECT now_ms() AS at');
  if (clock === undefined) throw new Error('the database tells no time');
  const channels = await transaction.query<{ channel: string; version: number; traffic: string }>(
    'SELECT channel, version, traffic FROM channel_traffic ORDER BY channel',
  );
  const storms = await transaction.query<StormRow>(
    `SELECT ${stormColumns} FROM storms WHERE ended_at IS NULL ORDER BY id`,
  );
  return {
    at: clock.at,
    channels: channels.map(({ channel, version, traffic }) => ({
      ...(JSON.parse(traffic) as Pick<ChannelTraffic, 'cards' | 'critical'>),
      channel,
      version,
    })),
    storms: storms.map(readStorm),
  };
}
