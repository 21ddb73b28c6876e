import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkspace, type Workspace } from '../../../src/drill/slack/start-workspace.ts';
import { socketModeApp } from './bolt-app.ts';
import { tellStory } from './story.ts';

// The client waits for its ping timeout before it connects again: five seconds by default, a moment here.
// No shorter: on a busy machine it would give up connections that are well.
const clientPingTimeout = 400;

describe('a Bolt app whose connection goes away', () => {
  let workspace: Workspace;
  let app: App;

  beforeEach(async () => {
    workspace = await startWorkspace({ rateLimits: 'off', eventRetryDelaysMs: [800, 1_600, 3_200, 6_400] });
    app = socketModeApp(workspace, { clientPingTimeout });
    tellStory(app);
    await app.start();
  });
  afterEach(async () => {
    await app.stop();
    await workspace.stop();
  });

  const gone = () => workspace.waitFor(() => workspace.sockets.count === 0, { what: 'the connection gone' });
  const back = () => workspace.waitFor(() => workspace.sockets.count === 1, { what: 'a new connection' });

  it('comes back after a refresh; what arrives in the gap fails for the person', async () => {
    const ana = workspace.person('ana');
    workspace.sockets.disconnect({ reason: 'refresh_requested' });
    await gone();
    expect(await ana.command('/mw', 'in the gap')).toMatchObject({ outcome: 'dispatch_failed' });
    await back();
    expect(await ana.command('/mw', 'after it')).toMatchObject({ outcome: 'acknowledged' });
    expect(workspace.calls('apps.connections.open')).toHaveLength(2);
  });

  it('gets an event of the gap by a retry', async () => {
    workspace.sockets.reset();
    await gone();
    const mention = await workspace.person('ana').mention('anybody?');
    expect(mention.outcome).toBe('dispatch_failed');
    await workspace.waitFor(() =>
      workspace.thread('incidents', mention.ts).some((message) => message.text === 'here'),
    );
    const attempts = workspace.deliveries().filter((delivery) => delivery.type === 'events_api');
    // The first one as a rule; a busy machine may connect after it.
    const outcomes = attempts.map((attempt) => attempt.outcome);
    expect(outcomes.pop()).toBe('acknowledged');
    expect(new Set(outcomes)).toEqual(new Set(['dispatch_failed']));
  });

  it('gives a connection up that answers no pings', async () => {
    workspace.sockets.pongs('silent');
    await gone();
    workspace.sockets.pongs('answered');
    await back();
    // Stopping a client before it has seen its hello makes it reject into nothing: let it finish first.
    expect(await workspace.person('ana').command('/mw', 'x')).toMatchObject({ outcome: 'acknowledged' });
  });
});
