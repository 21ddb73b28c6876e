import { SilenceBook } from '../../../../src/drill/alertmanager/silence-book.ts';
import { startAlertmanagerApi, type HeldAlert } from '../../../../src/drill/alertmanager/start-api.ts';
import { startAlertmanager } from '../../support/start-alertmanager.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** An Alertmanager, simulated or real, with the alerts that the test fires. */
export interface SilenceServer {
  url: string;
  fire(labels: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

export const silenceServers: readonly { name: string; start: () => Promise<SilenceServer> }[] = [
  { name: "the drill's Alertmanager", start: startSimulated },
  { name: "Debian's Alertmanager", start: startReal },
];

async function startSimulated(): Promise<SilenceServer> {
  const held: HeldAlert[] = [];
  const api = await startAlertmanagerApi({
    silences: new SilenceBook(Date.now),
    alerts: () => held,
    startedAt: new Date(),
  });
  return {
    url: api.url,
    fire: async (labels) => {
      const at = new Date().toISOString();
      held.push({
        fingerprint: held.length.toString(16).padStart(16, '0'),
        labels,
        annotations: {},
        startsAt: at,
        updatedAt: at,
        endsAt: new Date(Date.now() + 3_600_000).toISOString(),
        generatorURL: '',
      });
    },
    stop: api.stop,
  };
}

async function startReal(): Promise<SilenceServer> {
  const folder = await temporaryFolder('silences');
  // Nobody listens: what it sends is not the question here.
  const real = await startAlertmanager({
    folder: folder.path,
    webhook: { url: 'http://127.0.0.1:9/', token: 'none' },
  });
  return {
    url: real.url,
    fire: async (labels) => real.fire({ labels }),
    stop: async () => {
      await real.stop();
      await folder.remove();
    },
  };
}
