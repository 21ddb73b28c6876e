import { findChannel, type ChannelState, type WorkspaceState } from '../state/workspace-state.ts';
import { directChannel } from '../web-api/channel-access.ts';
import type { ConversationOptions, Person } from '../workspace-handle.ts';
import { clickElement } from './click-element.ts';
import { closeView, submitView } from './modals.ts';
import { actionTs, type PersonContext } from './person-context.ts';
import { postAsPerson, type Posted } from './post-as-person.ts';
import { runCommand } from './run-command.ts';
import { globalShortcut, messageShortcut } from './shortcuts.ts';

/** The channel by id or name; without one, the first. @throws Error naming the channels. */
export function channelOf(state: WorkspaceState, nameOrId: string | undefined): ChannelState {
  const channel = nameOrId === undefined ? state.channels[0] : findChannel(state, nameOrId);
  if (channel === undefined) {
    const names = state.channels.map(({ name }) => `#${name}`).join(', ');
    throw new Error(`there is no channel "${nameOrId ?? ''}"; there are: ${names || 'none'}`);
  }
  return channel;
}

/** The scripted person over the state: everything that a hand on the page does, a script does with this. */
export function createPerson(context: PersonContext): Person {
  const { state, person } = context;
  const channel = (nameOrId: string | undefined): ChannelState => channelOf(state, nameOrId);
  const post = (text: string, options: ConversationOptions): Posted =>
    postAsPerson(context, channel(options.channel), text, options.threadTs);
  return {
    id: person.id,
    name: person.name,
    realName: person.realName,
    email: person.email,
    tz: person.tz,
    title: person.title,
    command: async (command, text = '', options = {}) =>
      runCommand(context, channel(options.channel), command, text),
    press: async (target) =>
      clickElement(context, channel(target.channel ?? target.message?.channel), target),
    choose: async ({ value, ...target }) =>
      clickElement(context, channel(target.channel ?? target.message?.channel), target, value),
    submitView: async (values = {}) => submitView(context, values),
    closeView: async (options) => closeView(context, options?.all === true ? 'all' : 'top'),
    mention: async (text, options = {}) => {
      const posted = post(`<@${state.app.botUserId}> ${text}`, options);
      const delivered = await posted.mention;
      if (delivered === undefined) return { ts: posted.ts, outcome: 'not_sent' };
      return { ts: posted.ts, outcome: delivered.outcome, envelopeId: delivered.envelopeId };
    },
    say: async (text, options = {}) => {
      const posted = post(text, options);
      await posted.events;
      return { ts: posted.ts };
    },
    messageShortcut: async (callbackId, target) =>
      messageShortcut(context, channel(target.channel), callbackId, target.ts),
    globalShortcut: async (callbackId) => globalShortcut(context, callbackId),
    openHome: async () => {
      if (!state.botEvents.includes('app_home_opened')) return { outcome: 'not_sent' };
      const view = state.homes.get(person.id);
      const { outcome, envelopeId } = await context.dispatcher.sendEvent({
        type: 'app_home_opened',
        user: person.id,
        channel: directChannel(state, person.id).id,
        tab: 'home',
        event_ts: actionTs(state),
        ...(view === undefined ? {} : { view }),
      });
      return { outcome, envelopeId };
    },
    ephemerals: (nameOrId) =>
      person.ephemerals.filter(
        (message) => nameOrId === undefined || message.channel === channel(nameOrId).id,
      ),
    views: () => person.views,
    notices: () => person.notices,
  };
}
