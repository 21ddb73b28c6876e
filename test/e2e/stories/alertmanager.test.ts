import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanup } from '../support/cleanup.ts';
import { kubeconfig } from '../support/kubeconfig.ts';
import { startIncidentRoom, type IncidentRoom } from '../support/start-incident-room.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const alert = {
  labels: {
    alertname: 'KubePodCrashLooping',
    namespace: 'shop',
    pod: 'checkout-7d9f8b6c5d-x2x2x',
    container: 'app',
    severity: 'warning',
    cluster: 'e2e',
  },
  annotations: { summary: 'Pod is crash looping.', description: '<!channel> `run` *this* '.repeat(20) },
};

describe('a real Alertmanager with its own config', () => {
  const ends = cleanup();
  let room: IncidentRoom;

  beforeAll(async () => {
    const folder = await temporaryFolder('alertmanager-story');
    ends.add(folder.remove);
    // Nothing listens there: the alert must reach the channel although the cluster cannot be asked.
    const path = join(folder.path, 'kubeconfig');
    const caFile = join(folder.path, 'ca.crt');
    await writeFile(caFile, '');
    await writeFile(
      path,
      kubeconfig({ cluster: 'e2e', server: 'http://127.0.0.1:9', token: 'none', caFile }),
    );
    room = await startIncidentRoom({
      folder: folder.path,
      cluster: { kubeconfig: path, impersonate: false },
    });
    ends.add(() => room.stop());
  });
  afterAll(ends.run);

  it('opens one card when an alert fires', async () => {
    await room.alertmanager.fire(alert);
    await room.card('Firing', 'checkout');
    expect(room.cards()).toHaveLength(1);
  });

  it('pings nobody with what stands in an annotation', () => {
    expect(room.workspace.pings()).toEqual([]);
  });

  it('brings the same card to Resolved when the alert ends', async () => {
    await room.alertmanager.resolve(alert);
    await room.card('Resolved', 'checkout');
    expect(room.cards()).toHaveLength(1);
  });

  it('reopens nothing and adds nothing when Alertmanager repeats itself', async () => {
    await room.alertmanager.resolve(alert);
    await room.alertmanager.fire({
      ...alert,
      labels: { ...alert.labels, namespace: 'other', pod: 'cart-5c6d7f8b9d-abcde' },
    });
    await room.card('Firing', 'cart');
    expect(room.cards().filter((text) => text.includes('checkout'))).toHaveLength(1);
  });

  it('shows on the card who silenced an alert, why and until when', async () => {
    await room.alertmanager.silence(
      { namespace: 'other' },
      { createdBy: 'ana', comment: 'known, <!channel> waits' },
    );
    await room.card('Firing', 'cart', /Silenced in Alertmanager by ana until .*known/);
    expect(room.workspace.pings()).toEqual([]);
  });
});
