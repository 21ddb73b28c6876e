import { App, type Receiver } from '@slack/bolt';
import { callbackIds } from '../action-ids.ts';
import type { ListenerPorts } from '../listen/listener-ports.ts';
import { onAction } from '../listen/on-action.ts';
import { onCommand } from '../listen/on-command.ts';
import { onDenyForm } from '../listen/on-deny-form.ts';
import { onMention } from '../listen/on-mention.ts';
import { onReasonForm } from '../listen/on-reason-form.ts';
import { onPeopleChange } from '../listen/on-people-change.ts';
import { onShortcut } from '../listen/on-shortcut.ts';
import { onView } from '../listen/on-view.ts';
import { slackLogger } from '../web/slack-logger.ts';
import { webClientOptions } from '../web/create-web-client.ts';

export const slashCommands = ['/mw', '/rollback', '/scale', '/cordon'] as const;

export interface AppOptions {
  ports: ListenerPorts;
  receiver: Receiver;
  botToken: string;
  slackApiUrl?: string;
}

/** Bolt with our listeners: every button, command, form, shortcut and mention has one, so that none is silent. */
export async function createApp({ ports, receiver, botToken, slackApiUrl }: AppOptions): Promise<App> {
  const app = new App({
    receiver,
    // Bolt's own check would call Slack from the constructor and crash on a bad token; ours is start-check.ts.
    authorize: async () => {
      const { teamId, botUserId, botId } = ports.identity();
      return {
        botToken,
        ...(teamId !== undefined && { teamId }),
        ...(botUserId !== undefined && { botUserId }),
        ...(botId !== undefined && { botId }),
      };
    },
    deferInitialization: true,
    convoStore: false,
    logger: slackLogger(ports.log),
    clientOptions: webClientOptions({ ...(slackApiUrl !== undefined && { slackApiUrl }), log: ports.log }),
  });
  await app.init();
  // The receiver decides what a failure means: no acknowledgement, so that Slack says so or tries again.
  app.error(async (error) => {
    throw error;
  });
  for (const command of slashCommands) {
    app.command(command, async ({ body, ack }) => {
      const words = await onCommand(ports, body);
      await (words === undefined ? ack() : ack({ response_type: 'ephemeral', text: words }));
    });
  }
  // Also a button that this version does not know any more: its person is told so.
  app.action({ type: 'block_actions' }, async ({ body, ack }) => await onAction(ports, body, () => ack()));
  app.view(callbackIds.moreSubmit, async ({ body, ack }) => {
    const errors = await onView(ports, body);
    await (errors === undefined ? ack() : ack({ response_action: 'errors', errors }));
  });
  app.view(callbackIds.denySubmit, async ({ body, ack }) => {
    const errors = await onDenyForm(ports, body);
    await (errors === undefined ? ack() : ack({ response_action: 'errors', errors }));
  });
  for (const [callbackId, form] of [
    [callbackIds.breakGlassSubmit, 'break-glass'],
    [callbackIds.reviewSubmit, 'review'],
  ] as const)
    app.view(callbackId, async ({ body, ack }) => {
      const errors = await onReasonForm(ports, body, form);
      await (errors === undefined ? ack() : ack({ response_action: 'errors', errors }));
    });
  app.shortcut(callbackIds.actions, async ({ body, ack }) => await onShortcut(ports, body, () => ack()));
  app.event('app_mention', async ({ body }) => await onMention(ports, body));
  for (const event of ['user_change', 'subteam_updated', 'subteam_members_changed'])
    app.event(event, async ({ body }) => await onPeopleChange(ports, body));
  return app;
}
