import { postResponse, responseInAck } from '../delivery/response-url.ts';
import { issueResponseUrl } from '../state/tickets.ts';
import type { ChannelState } from '../state/workspace-state.ts';
import { SlackError } from '../web-api/slack-error.ts';
import type { InteractionResult } from '../workspace-handle.ts';
import { newTrigger, notice, resultOf, type PersonContext } from './person-context.ts';
import { escapeTyped, typedText } from './typed-text.ts';

/** Types a slash command into the composer of a channel. */
export async function runCommand(
  context: PersonContext,
  channel: ChannelState,
  command: string,
  text: string,
): Promise<InteractionResult> {
  const { state, person } = context;
  const known = state.commands.find((candidate) => candidate.command === command);
  if (known === undefined && state.commands.length > 0) {
    const error = `${command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`;
    notice(context, error);
    return { outcome: 'not_sent', error };
  }
  const typed = text.trim();
  const commandText = typed === '' ? command : `${command} ${typed}`;
  const delivered = await context.dispatcher.send('slash_commands', {
    token: state.app.verificationToken,
    team_id: state.app.teamId,
    team_domain: state.app.teamDomain,
    channel_id: channel.id,
    channel_name: channel.directWith === undefined ? channel.name : 'directmessage',
    user_id: person.id,
    user_name: person.name,
    command,
    text: (known?.shouldEscape ?? true) ? typedText(state, typed, 'command') : escapeTyped(typed),
    api_app_id: state.app.appId,
    is_enterprise_install: 'false',
    response_url: issueResponseUrl(state, {
      userId: person.id,
      channel: channel.id,
      source: { kind: 'command', text: commandText },
    }),
    trigger_id: newTrigger(context),
  });
  const result = resultOf(context, delivered, (outcome) => `${command} failed with the error "${outcome}"`);
  const response = result.outcome === 'acknowledged' ? responseInAck(delivered.ackPayload) : undefined;
  if (response === undefined) return result;
  try {
    postResponse(state, { channel, person, commandText }, response);
    return result;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const sentence = `${command} failed with the error "${error.code}"`;
    notice(context, sentence);
    return { ...result, error: sentence };
  }
}
