import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyManifests } from '../support/apply-manifests.ts';
import { fieldManager, mutationsBy, type AuditEvent } from '../support/audit-log.ts';
import { cleanup } from '../support/cleanup.ts';
import { field } from '../support/field.ts';
import { repository } from '../support/middlewatch-process.ts';
import { serviceAccountToken } from '../support/service-account-token.ts';
import { available, crashingPod, openShop, release, templateImage } from '../support/shop.ts';
import { startControlPlane, type ControlPlane } from '../support/start-control-plane.ts';
import { roomConfig, startIncidentRoom, type IncidentRoom } from '../support/start-incident-room.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const botUser = 'system:serviceaccount:middlewatch:middlewatch';
const names = { rollback: 'checkout', scale: 'cart' };

// Alertmanager, API server, controllers and scheduler are real; people press buttons in the simulated workspace. The
// API server's own audit log is the judge.
describe.each([{ impersonate: false }, { impersonate: true }])(
  'a real cluster, impersonate: $impersonate',
  ({ impersonate }) => {
    const ends = cleanup();
    let plane: ControlPlane;
    let room: IncidentRoom;
    let seen = 0;

    /** What the bot changed since the last look. */
    const mutations = async (): Promise<AuditEvent[]> => {
      const all = mutationsBy(botUser, await plane.audit());
      const fresh = all.slice(seen);
      seen = all.length;
      return fresh;
    };
    const expectOneByAna = (events: AuditEvent[], action: string): AuditEvent => {
      expect(events.map((event) => event.requestURI)).toHaveLength(1);
      const [event] = events as [AuditEvent];
      expect(event.verb).toBe('patch');
      expect(fieldManager(event)).toMatch(new RegExp(`^middlewatch-${action}-.+`));
      expect(event.responseStatus?.code).toBe(200);
      const managers = event.responseObject?.metadata?.managedFields?.map((entry) => entry.manager) ?? [];
      // The scale subresource answers a Scale, which has no managedFields.
      if (event.objectRef?.subresource !== 'scale') expect(managers).toContain(fieldManager(event));
      expect(event.impersonatedUser?.username).toBe(impersonate ? 'ana@example.com' : undefined);
      if (impersonate) expect(event.impersonatedUser?.groups).toContain('sre');
      return event;
    };

    beforeAll(async () => {
      const folder = await temporaryFolder('kubernetes-story');
      ends.add(folder.remove);
      plane = await startControlPlane({ nodes: ['node-1', 'node-2', 'node-3'] });
      ends.add(() => plane.stop());
      await openShop(plane.admin, Object.values(names));
      await applyManifests(
        plane.admin,
        await readFile(join(repository, 'deploy', 'kubernetes.yaml'), 'utf8'),
      );
      const token = await serviceAccountToken(plane.admin, 'middlewatch', 'middlewatch');
      const cluster = { kubeconfig: await plane.kubeconfigFile(token), impersonate };
      // The bot gets what `rbac` says and not a right more.
      const config = join(folder.path, 'rbac.yml');
      await writeFile(config, roomConfig({ folder: folder.path, cluster, port: 1, alertmanagerPort: 1 }));
      const launcher = join(repository, 'bin', 'middlewatch.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [launcher, 'rbac', '--config', config]);
      await applyManifests(plane.admin, stdout);
      if (impersonate) await grantToGroup(plane, 'sre');
      room = await startIncidentRoom({ folder: folder.path, cluster });
      ends.add(() => room.stop());
    });
    afterAll(ends.run);

    it('rolls a bad release back, once, and says Resolved', async () => {
      await release(plane.admin, 'checkout', '2-broken');
      const pod = await crashingPod(plane.admin, 'checkout');
      const alert = {
        labels: {
          alertname: 'KubePodCrashLooping',
          namespace: 'shop',
          pod,
          container: 'app',
          severity: 'warning',
          cluster: 'e2e',
        },
      };
      await room.alertmanager.fire(alert);
      await room.card('Firing', 'checkout', '2-broken');
      // The log came from the kubelet, through the API server.
      await room.reply('key "currency" is missing');
      await room.workspace.waitFor(() => room.cards().length === 1);

      await room.workspace
        .person('ana')
        .press({ ts: (await room.withButton('mw_suggested')).ts, actionId: 'mw_suggested' });
      const plan = await room.withButton('mw_approve');
      expect(await mutations()).toEqual([]);
      await room.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
      await room.becomes(plan, 'Worked');

      const event = expectOneByAna(await mutations(), 'rollback');
      expect(event.objectRef).toMatchObject({ resource: 'deployments', namespace: 'shop', name: 'checkout' });
      const annotation = 'metadata.annotations.middlewatch\\.dev/execution';
      expect(field(event.responseObject, annotation)).toBe(fieldManager(event));
      await available(plane.admin, 'checkout', 2);
      expect(await templateImage(plane.admin, 'checkout')).toBe('shop.example/checkout:1');

      await room.alertmanager.resolve(alert);
      await room.card('Resolved', 'checkout');
      expect(await mutations()).toEqual([]);
    });

    it('scales once, on the scale subresource', async () => {
      const ana = room.workspace.person('ana');
      await ana.command('/scale', 'deploy/cart 3 -n shop');
      const plan = await room.withButton('mw_approve');
      await room.workspace.person('ben').press({ ts: plan.ts, actionId: 'mw_approve' });
      await room.becomes(plan, 'Worked');
      const event = expectOneByAna(await mutations(), 'scale');
      expect(event.objectRef).toMatchObject({ resource: 'deployments', subresource: 'scale', name: 'cart' });
      await available(plane.admin, 'cart', 3);
    });

    it('cordons a node once', async () => {
      await room.workspace.person('ana').command('/cordon', 'node-3');
      const plan = await room.withButton('mw_approve');
      await room.workspace.person('cleo').press({ ts: plan.ts, actionId: 'mw_approve' });
      await room.becomes(plan, 'Worked');
      const event = expectOneByAna(await mutations(), 'cordon');
      expect(event.objectRef).toMatchObject({ resource: 'nodes', name: 'node-3' });
      const node = await plane.admin.expect({ method: 'GET', path: '/api/v1/nodes/node-3' });
      expect(field(node, 'spec.unschedulable')).toBe(true);
    });

    it('used no right that it was not given', async () => {
      const refused = (await plane.audit()).filter(
        (event) => event.user.username === botUser && event.responseStatus?.code === 403,
      );
      expect(refused.map((event) => `${event.verb} ${event.requestURI}`)).toEqual([]);
    });
  },
);

/** What `rbac` offers for people: with impersonation their rights decide. */
async function grantToGroup(plane: ControlPlane, group: string): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const bindings = ['middlewatch-actions', 'middlewatch-cluster-actions'].map((name) => ({
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: `${group}-${name}` },
    roleRef: { apiGroup, kind: 'ClusterRole', name },
    subjects: [{ apiGroup, kind: 'Group', name: group }],
  }));
  await applyManifests(plane.admin, bindings.map((binding) => JSON.stringify(binding)).join('\n---\n'));
}
