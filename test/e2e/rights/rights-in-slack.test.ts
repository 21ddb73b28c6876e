import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findButton, textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { cleanup } from '../support/cleanup.ts';
import { listField, textField } from '../support/field.ts';
import { waitUntil } from '../support/wait-until.ts';
import { lacks, type Lack } from './lacks.ts';
import { startRightsRoom, type Place, type RightsRoom } from './rights-room.ts';
import { startRightsWorld, type RightsWorld } from './rights-world.ts';
import { variantUsers } from './without-a-rule.ts';

const patience = { timeoutMs: 60_000 };
/** Ana may do anything: with her the bot's own rights alone decide. */
const anaIsAdministrator = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'ana' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ana@example.com' }],
};

const ends = cleanup();
let world: RightsWorld;
let room: RightsRoom;
beforeAll(async () => {
  world = await startRightsWorld(variantUsers);
  ends.add(world.stop);
  await world.apply([
    anaIsAdministrator,
    ...(await world.printed('own')),
    ...(await world.printed('impersonate')),
  ]);
  room = await startRightsRoom(world, lacks);
  ends.add(room.stop);
});
afterAll(ends.run);

describe.concurrent('with one rule less than rbac prints, people read which one in Slack', () => {
  it.each(lacks.map((lack, index) => ({ lack, index, what: inWords(lack) })))('$what', async ({ index }) => {
    const place = room.places[index];
    if (place === undefined) throw new Error('no place');
    const said = await told(place);
    if (place.namespace !== undefined) expect(said).toContain(`in ${place.namespace}`);
    expect(said).toContain(`on ${place.name}`);
    expect(said).toContain('middlewatch rbac');
  });
});

function inWords({ mode, lacks: whose, rule, told: { by } }: Lack): string {
  const who = { reads: 'the account that reads', acts: 'the account that acts', person: 'the person' }[whose];
  return `${mode}: ${who} lacks ${rule}: ${by}`;
}

/** What names the rule, where the person looks. @throws when nothing does, with what is said instead */
async function told(place: Place): Promise<string> {
  const { told: how, name } = place;
  const { workspace } = room;
  const channel = workspace.channelId(name);
  const asker = workspace.person(place.asker);
  const everywhere = (): readonly Message[] =>
    workspace.messages(channel).flatMap((message) => workspace.thread(channel, message.ts));
  const names = (text: string): boolean =>
    [place.rule, place.orNamed ?? place.rule].some(
      (rule) => text.includes(`rule "${rule}"`) || text.includes(`rule ${rule}`),
    );
  const holding = async (texts: () => string[]): Promise<string> =>
    workspace
      .waitFor(() => texts().find(names), patience)
      .catch((error: unknown) => {
        throw new Error(`It says only:\n${texts().join('\n---\n')}`, { cause: error });
      });
  const ask = async (command: string): Promise<void> => {
    const { outcome } = await asker.command('/mw', `${command} --cluster ${name}`, { channel });
    if (outcome !== 'acknowledged') throw new Error(`Slack says ${outcome}`);
  };
  const whispers = (): string[] => asker.ephemerals(channel).map(textOf);
  const withButton = async (actionId: string): Promise<Message> =>
    workspace.waitFor(() => everywhere().find((one) => findButton(one, actionId) !== undefined), {
      ...patience,
      what: `${actionId}; told ${whispers().join(' | ')}`,
    });
  switch (how.by) {
    case 'evidence':
      await room.fire(place, how.alert);
      return holding(() => everywhere().map(textOf));
    case 'refusal':
      await ask(await withPod(how.command));
      return holding(whispers);
    case 'warning':
      await ask(how.command);
      return holding(() => everywhere().map(textOf));
    case 'verdict': {
      await ask(how.command);
      const plan = await withButton('mw_approve');
      await workspace.person('ben').press({ channel, ts: plan.ts, actionId: 'mw_approve' });
      return holding(() =>
        everywhere()
          .map(textOf)
          .filter((text) => text.includes('Verdict')),
      );
    }
    case 'can':
    case 'form': {
      await room.fire(place, {
        alertname: 'KubeDeploymentReplicasMismatch',
        namespace: 'shop',
        deployment: 'cart',
      });
      const card = await withButton('mw_more');
      if (how.by === 'can') {
        await asker.command('/mw', 'can', { channel });
        return holding(whispers);
      }
      await asker.press({ channel, ts: card.ts, actionId: 'mw_more' });
      return holding(() => asker.views().map((view) => JSON.stringify(view.blocks)));
    }
  }
}

async function withPod(command: string): Promise<string> {
  if (!command.includes('POD')) return command;
  const path =
    '/api/v1/namespaces/shop/pods?labelSelector=app%3Dcheckout&fieldSelector=status.phase%3DRunning';
  const pod = await waitUntil(
    async () => listField(await world.plane.admin.expect({ method: 'GET', path }), 'items')[0],
    { what: 'a pod that runs' },
  );
  return command.replace('POD', textField(pod, 'metadata.name'));
}
