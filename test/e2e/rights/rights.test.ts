import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionTools } from '../../../src/actions/action.ts';
import { connectCluster } from '../../../src/cluster/connect-cluster.ts';
import { twoAccounts } from '../../../src/cluster/two-accounts.ts';
import type { ActionParameters } from '../../../src/model/action.ts';
import { carry, planOf } from '../../actions/support/plan-of.ts';
import { mutationsBy } from '../support/audit-log.ts';
import type { ClusterAnswer, ClusterRequest } from '../support/cluster-client.ts';
import { listField, textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import { beyond, forged, forgedOnPods, manager, setEnvironment } from './forged-calls.ts';
import { botName, startRightsWorld, type Mode, type RightsWorld } from './rights-world.ts';
import { playVariants, variantUsers } from './without-a-rule.ts';

const shop = (kind: string, name: string) => ({ cluster: 'e2e', kind, namespace: 'shop', name });
const node = { cluster: 'e2e', kind: 'Node', name: 'node-2' };
const person = {
  user: 'ana@example.com',
  groups: ['sre'],
  extra: { 'middlewatch-incident': 'inc-1', 'middlewatch-slack-user': 'U0ANA' },
};
const asAna = { 'Impersonate-User': 'ana@example.com', 'Impersonate-Group': 'sre' };
const withExtra = { ...asAna, 'Impersonate-Extra-middlewatch-slack-user': 'U0ANA' };
/** Ana may do anything: when the bot acts as her, only the policies hold it. */
const anaIsAdministrator = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'ana' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ana@example.com' }],
};

let world: RightsWorld;
beforeAll(async () => {
  world = await startRightsWorld(variantUsers);
  await world.apply([anaIsAdministrator]);
});
afterAll(() => world.stop());

describe.each([{ mode: 'own' }, { mode: 'impersonate' }] as const)(
  'with what rbac prints: $mode',
  ({ mode }) => {
    let tools: ActionTools;
    let actorToken: string;

    beforeAll(async () => {
      await world.apply(await world.printed(mode));
      actorToken = await world.token(mode, 'acts');
      const client = async (token: string) =>
        connectCluster({ name: 'e2e', kubeconfig: await world.plane.kubeconfigFile(token), env: {} });
      tools = {
        cluster: twoAccounts(await client(await world.token(mode, 'reads')), await client(actorToken)),
        redact: (text) => text,
        now: Date.now,
        ...(mode === 'impersonate' && { identity: person }),
      };
      // Policies are in force some moments after they were made.
      await waitUntil(
        async () => (await byHand(setEnvironment('x', 'fieldManager=kubectl&dryRun=All'))).status === 403,
        { what: 'the admission policy' },
      );
    });
    afterAll(() => tools.cluster.close());

    const byHand = async (
      request: ClusterRequest,
      headers: Record<string, string> = mode === 'own' ? {} : withExtra,
    ): Promise<ClusterAnswer> => world.plane.admin.send({ ...request, token: actorToken, headers });

    it('knows every field of what rbac prints', async () => {
      const refused: string[] = [];
      for (const manifest of await world.printed(mode)) {
        const { apiVersion, kind, metadata } = manifest;
        const plural = `${kind.toLowerCase().replace(/policy$/, 'policie')}s`;
        const place = metadata.namespace === undefined ? '' : `namespaces/${metadata.namespace}/`;
        const answer = await world.plane.admin.send({
          method: 'POST',
          path: `/apis/${apiVersion}/${place}${plural}?dryRun=All&fieldValidation=Strict`,
          body: { ...manifest, metadata: { ...metadata, name: `${metadata.name}-strict` } },
        });
        if (answer.status !== 201) refused.push(`${kind} ${metadata.name}: ${answer.text}`);
      }
      expect(refused).toEqual([]);
    });

    it('carries out what is enabled, and the account that reads changes nothing', async () => {
      const pods = await world.plane.admin.expect({
        method: 'GET',
        path: '/api/v1/namespaces/shop/pods?labelSelector=app%3Dcart',
      });
      const [first, second] = listField(pods, 'items').map((pod) => textField(pod, 'metadata.name'));
      const wanted: ActionParameters[] = [
        { action: 'rollback', target: shop('Deployment', 'checkout') },
        { action: 'delete-pod', target: shop('Pod', first ?? '') },
        { action: 'evict-pod', target: shop('Pod', second ?? '') },
        { action: 'scale', target: shop('Deployment', 'cart'), replicas: mode === 'own' ? 3 : 4 },
        { action: 'restart', target: shop('Deployment', 'cart') },
        { action: 'set-image', target: shop('Deployment', 'cart'), image: `app=shop.example/cart:${mode}` },
        { action: 'run-now', target: shop('CronJob', 'report') },
        { action: 'cordon', target: node },
        { action: 'uncordon', target: node },
      ];
      const outcomes: string[] = [];
      for (const [index, parameters] of wanted.entries()) {
        const plan = await planOf(tools, parameters);
        expect(plan.warnings.join(' ')).not.toContain('rbac');
        // An object whose status is written all the time is tried again, as the worker does.
        const { outcome, message } = await waitUntil(
          async () => {
            const result = await carry(tools, plan, `${mode}${index}`);
            return result.outcome === 'again' ? undefined : result;
          },
          { what: parameters.action },
        );
        outcomes.push(`${parameters.action}: ${outcome === 'answered' ? outcome : message}`);
      }
      expect(outcomes).toEqual(wanted.map(({ action }) => `${action}: answered`));
      const audit = await world.plane.audit();
      const calls = mutationsBy(botName(mode, 'acts'), audit).filter(
        ({ responseStatus }) => (responseStatus?.code ?? 0) < 300,
      );
      expect(calls).toHaveLength(wanted.length);
      expect(new Set(calls.map(({ impersonatedUser }) => impersonatedUser?.username))).toEqual(
        new Set([mode === 'impersonate' ? 'ana@example.com' : undefined]),
      );
      expect(mutationsBy(botName(mode, 'reads'), audit)).toEqual([]);
    });

    it.each(forged)('its credentials by hand: %s is refused', async (_what, request, words) => {
      const answer = await byHand(request);
      expect(answer.status, answer.text).toBe(403);
      expect(textField(answer.json, 'message')).toMatch(words);
    });

    it.each(beyond)('its credentials by hand: whoever %s is refused', async (_what, request) => {
      const answer = await byHand(request);
      expect(answer.status, answer.text).toBe(403);
    });

    it('a pod is deleted by its uid only', async () => {
      const pods = await world.plane.admin.expect({ method: 'GET', path: '/api/v1/namespaces/shop/pods' });
      const [pod] = listField(pods, 'items');
      const path = `/api/v1/namespaces/shop/pods/${textField(pod, 'metadata.name')}`;
      const answer = await byHand({ method: 'DELETE', path });
      expect(answer.status, answer.text).toBe(403);
      expect(textField(answer.json, 'message')).toContain('only the pod that was planned');
    });

    it.each(forgedOnPods)('its credentials by hand: no pod %s', async (_what, request) => {
      const path = '/api/v1/namespaces/shop/pods?fieldSelector=status.phase%3DRunning';
      const pods = await world.plane.admin.expect({ method: 'GET', path });
      const [pod] = listField(pods, 'items');
      const identity = { name: textField(pod, 'metadata.name'), uid: textField(pod, 'metadata.uid') };
      const answer = await byHand(request(identity));
      expect(answer.status, answer.text).toBe(403);
    });

    it('nobody else is held', async () => {
      const answer = await world.plane.admin.send(setEnvironment(mode));
      expect(answer.status).toBe(200);
    });

    it.runIf(mode === 'impersonate')(
      'acting as people without saying for which incident is refused',
      async () => {
        const restart: ClusterRequest = {
          method: 'PATCH',
          path: `/apis/apps/v1/namespaces/shop/deployments/cart?${manager('restart')}`,
          contentType: 'application/merge-patch+json',
          body: { metadata: { annotations: { 'middlewatch.dev/execution': 'middlewatch-restart-e99' } } },
        };
        const bare = await byHand(restart, asAna);
        expect(bare.status).toBe(403);
        expect(textField(bare.json, 'message')).toContain('without the extra middlewatch-slack-user');
        expect((await byHand(restart, withExtra)).status).toBe(200);
        for (const headers of [
          { ...withExtra, 'Impersonate-Uid': 'u-1' },
          { 'Impersonate-User': 'admin', 'Impersonate-Group': 'system:masters' },
          { ...withExtra, 'Impersonate-Group': 'system:masters' },
          { ...withExtra, 'Impersonate-User': 'root@example.com' },
          { ...withExtra, 'Impersonate-Extra-evil': 'x' },
        ]) {
          const answer = await byHand(restart, headers);
          expect(answer.status).toBe(403);
          expect(textField(answer.json, 'message')).toContain('cannot impersonate');
        }
      },
    );

    it('with any one rule removed the bot says which rule is missing', async () => {
      const silent = await playVariants(world, mode satisfies Mode);
      expect(silent).toEqual([]);
    });
  },
);
