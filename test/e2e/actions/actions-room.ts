import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readManifest } from '../../../src/drill/world/slash-commands.ts';
import { startWorkspace, type Workspace } from '../../../src/drill/slack/start-workspace.ts';
import { actionNames } from '../../../src/model/action.ts';
import { applyDefinitions } from '../support/apply-definitions.ts';
import { cleanup } from '../support/cleanup.ts';
import { freePort } from '../support/free-port.ts';
import { repository, startMiddlewatch, type Middlewatch } from '../support/middlewatch-process.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { startAlertmanager } from '../support/start-alertmanager.ts';
import { startControlPlane, type ControlPlane } from '../support/start-control-plane.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { executionLog, type ExecutionLog } from './execution-log.ts';
import { grantRoles } from './grant-roles.ts';
import { startSilenceRecorder, type SilenceRecorder } from './silence-recorder.ts';

/**
 * Under whose name the bot calls: its own service account, or the asker's by impersonation. Both are clusters of one
 * bot's config that lead to one API server, each with a service account that has exactly what `rbac` prints for it.
 */
export const identities = ['own', 'asker'] as const;
export type IdentityMode = (typeof identities)[number];

export interface ActionsRoom {
  plane: ControlPlane;
  workspace: Workspace;
  middlewatch: Middlewatch;
  executions: ExecutionLog;
  alertmanager: string;
  silences: SilenceRecorder;
  stop: () => Promise<void>;
}

/** The bot's name in the API server's audit log. */
export const botName = (mode: IdentityMode): string => `system:serviceaccount:middlewatch:${mode}`;

/** Ana asks and Ben approves, both with all rights that the actions need; Dora may read only, whatever the policy says. */
export const askers = { ana: 'ana@example.com', dora: 'dora@example.com' };
const people = [
  { name: 'ana', id: 'U0ANA', email: askers.ana, realName: 'Ana' },
  { name: 'ben', id: 'U0BEN', email: 'ben@example.com', realName: 'Ben' },
  { name: 'dora', id: 'U0DORA', email: askers.dora, realName: 'Dora' },
];

const webhookToken = 'e2e-webhook-token';

/** A control plane, the bot as an operator runs it, and a workspace with a channel for each case. */
export async function startActionsRoom(channels: readonly string[]): Promise<ActionsRoom> {
  const ends = cleanup();
  try {
    const folder = await temporaryFolder('actions');
    ends.add(folder.remove);
    const plane = await startControlPlane({ nodes: ['node-1', 'node-2'] });
    ends.add(() => plane.stop());
    await applyDefinitions(plane.admin);
    const kubeconfigs = await serviceAccounts(plane);
    const workspace = await startWorkspace({
      people,
      channels: ['incidents', ...channels].map((name) => ({ name })),
      ...readManifest(join(repository, 'manifest.yml')),
    });
    ends.add(() => workspace.stop());
    const port = await freePort();
    const webhook = { url: `http://127.0.0.1:${port}/webhooks/alertmanager`, token: webhookToken };
    const alertmanager = await startAlertmanager({ folder: folder.path, webhook });
    ends.add(alertmanager.stop);
    const silences = await startSilenceRecorder(alertmanager.url);
    ends.add(silences.stop);
    const config = join(folder.path, 'middlewatch.yml');
    await writeFile(
      config,
      configText({ folder: folder.path, kubeconfigs, port, alertmanager: silences.url }),
    );
    for (const mode of identities) await grantRoles(plane.admin, { mode, yaml: await rolesOf(config, mode) });
    const logFile = join(folder.path, 'middlewatch.log');
    const middlewatch = await startMiddlewatch({
      config,
      port,
      logFile,
      env: {
        SLACK_BOT_TOKEN: workspace.botToken,
        SLACK_APP_TOKEN: workspace.appToken,
        SLACK_API_URL: workspace.apiUrl,
        MIDDLEWATCH_WEBHOOK_TOKEN: webhookToken,
      },
    });
    ends.add(middlewatch.stop);
    const executions = executionLog(logFile);
    return {
      plane,
      workspace,
      middlewatch,
      executions,
      alertmanager: alertmanager.url,
      silences,
      stop: ends.run,
    };
  } catch (error) {
    await ends.run();
    throw error;
  }
}

async function serviceAccounts(plane: ControlPlane): Promise<Record<IdentityMode, string>> {
  const namespaces = '/api/v1/namespaces';
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'middlewatch' } };
  await plane.admin.expect({ method: 'POST', path: namespaces, body });
  const kubeconfigOf = async (mode: IdentityMode): Promise<string> => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: mode } };
    const path = `${namespaces}/middlewatch/serviceaccounts`;
    await plane.admin.expect({ method: 'POST', path, body: account });
    return await plane.kubeconfigFile(await serviceAccountToken(plane.admin, 'middlewatch', mode));
  };
  return { own: await kubeconfigOf('own'), asker: await kubeconfigOf('asker') };
}

/** What `middlewatch rbac` prints for one of the clusters. */
async function rolesOf(config: string, mode: IdentityMode): Promise<string> {
  const args = ['rbac', '--config', config, '--cluster', mode, '--service-account', `middlewatch/${mode}`];
  const launcher = join(repository, 'bin', 'middlewatch.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [launcher, ...args]);
  return stdout;
}

function configText(options: {
  folder: string;
  kubeconfigs: Record<IdentityMode, string>;
  port: number;
  alertmanager: string;
}): string {
  const { folder, kubeconfigs, port, alertmanager } = options;
  // JSON is YAML too.
  return JSON.stringify({
    slack: { channel: '#incidents' },
    http: { listen: `127.0.0.1:${port}` },
    store: { path: join(folder, 'middlewatch.db') },
    clusters: identities.map((mode) => ({
      name: mode,
      kubeconfig: kubeconfigs[mode],
      impersonate: mode === 'asker',
      alertmanager: { url: alertmanager },
    })),
    people: [
      { slack: 'U0ANA', user: askers.ana, groups: ['sre'] },
      { slack: 'U0BEN', user: 'ben@example.com', groups: ['sre'] },
      { slack: 'U0DORA', user: askers.dora, groups: ['readers'] },
    ],
    policy: [
      { actions: [...actionNames], ask: ['group:sre', 'group:readers'], approve: { from: ['group:sre'] } },
    ],
    actions: { verifyFor: '3m', stableFor: '1s' },
    breakers: { person: 'off' },
  });
}
