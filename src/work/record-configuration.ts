import { configChanges, recordedConfig } from '../audit/config-changes.ts';
import type { Json } from '../model/json.ts';
import type { Store } from '../store/store.ts';
import { botActor } from './request-records.ts';

const name = 'config';
/** Others start at the same time: each write of theirs means another look. */
const mostLooks = 5;

export interface ConfigurationTools {
  store: Pick<Store, 'loadSetting' | 'recordSetting'>;
  /** Of this process. */
  self: { name: string; version: string };
  now: () => number;
}

/** At the start: what differs from the config and policy that were recorded last stands in the audit, in words. */
export async function recordConfiguration(
  { store, self, now }: ConfigurationTools,
  config: object,
): Promise<'recorded' | 'known'> {
  const recorded = recordedConfig(config);
  for (let look = 0; look < mostLooks; look += 1) {
    const before = await store.loadSetting(name);
    if (before?.hash === recorded.hash) return 'known';
    const changes =
      before === undefined
        ? ['recorded for the first time']
        : configChanges(JSON.parse(before.value) as Json, JSON.parse(recorded.value) as Json);
    const written = await store.recordSetting(
      { name, ...recorded, previousHash: before?.hash },
      {
        at: now(),
        kind: 'configured',
        actor: botActor,
        data: {
          process: self.name,
          version: self.version,
          hash: recorded.hash,
          before: before?.hash ?? null,
          changes: [...changes],
        },
      },
    );
    if (written === 'written') return 'recorded';
  }
  throw new Error('the config could not be recorded: other processes record theirs all the time');
}
