import { afterEach, describe, expect, it } from 'vitest';
import { startWorld, untilConnected, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
afterEach(async () => await world.stop());

const command = async (text = 'status') => (await world.workspace.person('ana').command('/mw', text)).outcome;

describe('Socket Mode', () => {
  it('a renewal of either connection leaves no gap', async () => {
    world = await startWorld();
    await untilConnected(world);
    for (let round = 0; round < 4; round += 1) {
      world.workspace.sockets.disconnect({ which: 'oldest' });
      expect(await command()).toBe('acknowledged');
      await untilConnected(world);
    }
    expect(world.workspace.person('ana').notices()).toEqual([]);
  });

  it('comes back within two seconds when all connections break', async () => {
    world = await startWorld();
    await untilConnected(world);
    world.workspace.sockets.reset();
    const opened = () => world.workspace.calls('apps.connections.open').length === 4;
    await world.workspace.waitFor(() => opened() && world.workspace.sockets.count === 2, { timeoutMs: 2000 });
    expect(await command()).toBe('acknowledged');
  });

  it('a bot too many for the ten connections of an app says so, does not push others out, and comes in when one leaves', async () => {
    world = await startWorld();
    const others = [
      await world.restart(),
      await world.restart(),
      await world.restart(),
      await world.restart(),
    ];
    await untilConnected(world, 10);
    const sixth = await world.restart();
    await expect.poll(() => sixth.health().detail).toContain('ten connections');
    expect(sixth.health().state).toBe('degraded');
    const opened = world.workspace.calls('apps.connections.open').length;
    expect(opened).toBeLessThanOrEqual(14);
    expect(await command()).toBe('acknowledged');
    await others[0]?.stop();
    await expect.poll(() => sixth.health().state, { timeout: 5_000 }).toBe('ok');
  });

  it('survives an envelope that carries no event, and hears what follows', async () => {
    world = await startWorld();
    await untilConnected(world);
    world.workspace.sockets.appRateLimited();
    await expect.poll(() => world.log.join()).toContain('held events back');
    expect(await command()).toBe('acknowledged');
    await untilConnected(world);
  });

  it.each(['invalid_auth', 'account_inactive', 'internal_error'])(
    'goes on without Slack when it answers %s, says so, and connects when it can',
    async (error) => {
      world = await startWorld();
      await untilConnected(world);
      const mend = world.workspace.fault({
        kind: 'error',
        error,
        method: 'apps.connections.open',
        times: Infinity,
      });
      world.workspace.sockets.reset();
      await expect.poll(() => world.slack.health().state).toBe('down');
      await expect.poll(() => world.slack.health().detail).toContain(error);
      mend();
      await untilConnected(world);
      await expect.poll(() => world.slack.health().state).toBe('ok');
    },
  );

  it('does not wait for a Slack that hangs, and leaves no socket after a stop in the middle of it', async () => {
    world = await startWorld();
    await untilConnected(world);
    world.workspace.fault({ kind: 'slow', delayMs: 400, method: 'apps.connections.open', times: Infinity });
    world.workspace.sockets.reset();
    await world.workspace.waitFor(() => world.workspace.calls('apps.connections.open').length > 2);
    const begun = performance.now();
    await world.slack.stop();
    expect(performance.now() - begun).toBeLessThan(1500);
    const opened = world.workspace.calls('apps.connections.open').length;
    // Longer than the slow answer: whatever comes of it must not open a socket.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(world.workspace.sockets.count).toBe(0);
    expect(world.workspace.calls('apps.connections.open').length).toBe(opened);
  });

  it('what a connection received is acknowledged on it, although Slack renews it meanwhile', async () => {
    world = await startWorld();
    await untilConnected(world);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    await world.restart({
      store: {
        ...world.store,
        recordInput: async (input) => {
          await gate;
          return await world.store.recordInput(input);
        },
      },
    });
    await world.slack.stop();
    await world.workspace.waitFor(() => world.workspace.sockets.count === 2);
    const sent = command();
    await world.workspace.waitFor(() => world.workspace.deliveries().length === 1);
    world.workspace.sockets.disconnect({ which: 'all' });
    await untilConnected(world);
    release();
    expect(await sent).toBe('acknowledged');
  });

  it('a stop waits for what was received: it is committed and acknowledged', async () => {
    world = await startWorld();
    await untilConnected(world);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = await world.restart({
      store: {
        ...world.store,
        recordInput: async (input) => {
          await gate;
          return await world.store.recordInput(input);
        },
      },
    });
    await world.slack.stop();
    await world.workspace.waitFor(() => world.workspace.sockets.count === 2);
    const sent = command();
    await world.workspace.waitFor(() => world.workspace.deliveries().length === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopping = slow.stop();
    release();
    expect(await sent).toBe('acknowledged');
    await stopping;
    expect(world.inputs).toHaveLength(1);
    await world.workspace.waitFor(() => world.workspace.sockets.count === 0);
  });
});
