import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest } from '../../../src/drill/world/slash-commands.ts';
import { startWorkspace, type Workspace } from '../../../src/drill/slack/start-workspace.ts';
import { cleanup } from '../support/cleanup.ts';
import { ownTokens } from '../support/control-plane-files.ts';
import { freePort } from '../support/free-port.ts';
import { repository, startMiddlewatch, type Middlewatch } from '../support/middlewatch-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { gives, type Lack } from './lacks.ts';
import type { RightsWorld } from './rights-world.ts';
import { variantsOf } from './without-a-rule.ts';

/** A missing rule as a cluster of its own in the config, with a channel and a person of its own. */
export interface Place extends Lack {
  /** Of the cluster and the channel. */
  name: string;
  /** In Slack: Ana, or somebody who lacks the rule themselves. */
  asker: string;
  /** Kubernetes user who has all that was printed but that rule. */
  user: string;
}

/** The real process with a cluster for each missing rule, all of them one API server. */
export interface RightsRoom {
  places: readonly Place[];
  workspace: Workspace;
  middlewatch: Middlewatch;
  /** Sends an alert of a cluster. */
  fire(place: Place, labels: Readonly<Record<string, string>>): Promise<void>;
  stop: () => Promise<void>;
}

const webhookToken = 'e2e-webhook-token';
const started = '2026-11-24T03:12:00.000Z';

export async function startRightsRoom(world: RightsWorld, lacks: readonly Lack[]): Promise<RightsRoom> {
  const ends = cleanup();
  try {
    const folder = await temporaryFolder('rights-room');
    ends.add(folder.remove);
    const places = await takeAway(world, lacks);
    const workspace = await startWorkspace({
      people: [...new Set(['ben', ...places.map(({ asker }) => asker)])].map((name) => ({
        name,
        id: slackId(name),
      })),
      channels: ['incidents', ...places.map(({ name }) => name)].map((name) => ({ name })),
      ...readManifest(join(repository, 'manifest.yml')),
    });
    ends.add(() => workspace.stop());
    const port = await freePort();
    const config = join(folder.path, 'middlewatch.yml');
    await writeFile(config, await configText({ world, places, folder: folder.path, port }));
    const middlewatch = await startMiddlewatch({
      config,
      port,
      logFile: join(folder.path, 'middlewatch.log'),
      env: {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_APP_TOKEN: workspace.appToken,
        SLACK_API_URL: workspace.apiUrl,
        MIDDLEWATCH_WEBHOOK_TOKEN: webhookToken,
      },
    });
    ends.add(middlewatch.stop);
    return {
      places,
      workspace,
      middlewatch,
      async fire({ name }, labels) {
        const alert = { labels: { ...labels, cluster: name, severity: 'warning' }, startsAt: started };
        const answer = await fetch(`${middlewatch.url}/webhooks/alertmanager`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${webhookToken}` },
          body: JSON.stringify(delivery(name, alert)),
        });
        if (answer.status !== 200) throw new Error(`the webhook answers ${answer.status}`);
      },
      stop: ends.run,
    };
  } catch (error) {
    await ends.run();
    throw error;
  }
}

/** Gives an account of its own to each: what is printed without the one rule. */
async function takeAway(world: RightsWorld, lacks: readonly Lack[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const [index, lack] of lacks.entries()) {
    const [variant] = variantsOf(
      await world.printed(lack.mode),
      lack.mode,
      (whose, rule) => whose === lack.lacks && gives(rule, lack.rule),
    );
    if (variant === undefined) throw new Error(`no rule that is printed is "${lack.rule}"`);
    await world.apply(variant.manifests);
    const name = `${lack.mode}-${index + 1}`;
    places.push({ ...lack, name, asker: lack.lacks === 'person' ? name : 'ana', user: variant.user });
  }
  return places;
}

const slackId = (name: string): string => `U0${name.toUpperCase().replaceAll('-', '')}`;

async function configText(options: {
  world: RightsWorld;
  places: readonly Place[];
  folder: string;
  port: number;
}): Promise<string> {
  const { world, places, folder, port } = options;
  const tokens = {
    own: { reads: await world.token('own', 'reads'), acts: await world.token('own', 'acts') },
    impersonate: {
      reads: await world.token('impersonate', 'reads'),
      acts: await world.token('impersonate', 'acts'),
    },
  };
  const clusters = places.map(async ({ name, mode, lacks, user }) => {
    const lacking = `token-${user}`;
    const tokenFile = join(folder, `${name}.token`);
    // Whoever may act as anybody: what the person lacks is looked at.
    const acts = { reads: tokens[mode].acts, acts: lacking, person: ownTokens.admin }[lacks];
    await writeFile(tokenFile, acts);
    return {
      name,
      kubeconfig: await world.plane.kubeconfigFile(lacks === 'reads' ? lacking : tokens[mode].reads),
      impersonate: mode === 'impersonate',
      actAs: { tokenFile },
    };
  });
  // JSON is YAML too.
  return JSON.stringify({
    slack: {
      channel: '#incidents',
      routes: places.map(({ name }) => ({ labels: { cluster: name }, channel: `#${name}` })),
    },
    http: { listen: `127.0.0.1:${port}` },
    store: { path: join(folder, 'middlewatch.db') },
    clusters: await Promise.all(clusters),
    people: [
      { slack: slackId('ben'), user: 'ben@example.com', groups: ['sre'] },
      { slack: slackId('ana'), user: 'ana@example.com', groups: ['sre'] },
      ...places
        .filter(({ asker }) => asker !== 'ana')
        .map(({ asker, user }) => ({ slack: slackId(asker), user, groups: ['sre'] })),
    ],
    policy: [{ actions: [...enabled], ask: ['group:sre'], approve: { from: ['group:sre'] } }],
    actions: { verifyFor: '10s', stableFor: '1s' },
    breakers: { person: 'off', object: 'off' },
  });
}

const enabled = ['rollback', 'restart', 'scale', 'run-now', 'delete-pod', 'evict-pod', 'cordon', 'uncordon'];

function delivery(name: string, alert: { labels: Readonly<Record<string, string>>; startsAt: string }) {
  return {
    receiver: 'middlewatch',
    status: 'firing',
    alerts: [
      {
        status: 'firing',
        annotations: {},
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: '',
        fingerprint: Buffer.from(name).toString('hex').padStart(16, '0').slice(-16),
        ...alert,
      },
    ],
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example',
    version: '4',
    groupKey: `{}:{cluster="${name}"}`,
    truncatedAlerts: 0,
  };
}
