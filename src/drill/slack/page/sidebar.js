import { h } from './dom.js';
import { avatar } from './message.js';
import { act, look, view } from './store.js';

const seen = new Map();

function channelRow(channel, snapshot) {
  const isOpen = channel.id === snapshot.channel;
  if (isOpen) seen.set(`${snapshot.me.id} ${channel.id}`, channel.latest);
  const isUnread = !isOpen && channel.latest > (seen.get(`${snapshot.me.id} ${channel.id}`) ?? '');
  return h(
    'button',
    {
      type: 'button',
      class: `row${isOpen ? ' open' : ''}${isUnread ? ' unread' : ''}`,
      testid: `channel-${channel.name}`,
      'aria-current': isOpen ? 'page' : undefined,
      onclick: () => look({ channel: channel.id, thread: '' }),
    },
    h('span', { class: 'row-mark' }, channel.kind === 'direct' ? '●' : '#'),
    channel.name,
  );
}

function personRow(person, snapshot) {
  const isMe = person.id === snapshot.me.id;
  return h(
    'button',
    {
      type: 'button',
      class: isMe ? 'person-row me' : 'person-row',
      testid: `person-${person.name}`,
      'aria-pressed': isMe ? 'true' : 'false',
      title: `Act as ${person.realName}`,
      onclick: () => look({ person: person.name }),
    },
    avatar(person.id, person.realName, 'person'),
    h('span', { class: 'person-name' }, person.realName, person.title && h('small', {}, person.title)),
    isMe && h('span', { class: 'you' }, 'you'),
  );
}

const globalShortcuts = (snapshot) => snapshot.shortcuts.filter((shortcut) => shortcut.type === 'global');

/** Channels, and whose eyes and hands the page has. */
export function createSidebar(parent) {
  let shown = '';
  return (snapshot) => {
    const version = JSON.stringify([
      snapshot.channels,
      snapshot.people,
      snapshot.me,
      snapshot.channel,
      snapshot.team,
      view.person,
    ]);
    // A button that is replaced while it is pressed is never clicked; what the click brings is drawn then.
    if (version === shown || parent.matches(':active')) return;
    shown = version;
    const focused = document.activeElement?.dataset?.testid;
    parent.replaceChildren(
      h(
        'div',
        { class: 'team' },
        h('span', { class: 'team-mark', 'aria-hidden': 'true' }, snapshot.team.name.slice(0, 1)),
        h('strong', {}, snapshot.team.name),
      ),
      h('h2', {}, 'Channels'),
      h(
        'div',
        {},
        snapshot.channels.map((channel) => channelRow(channel, snapshot)),
      ),
      ...(globalShortcuts(snapshot).length > 0 ? [h('h2', {}, 'Shortcuts')] : []),
      h(
        'div',
        {},
        globalShortcuts(snapshot).map((shortcut) =>
          h(
            'button',
            {
              type: 'button',
              class: 'row',
              testid: `shortcut-${shortcut.callbackId}`,
              onclick: () => void act('global-shortcut', { callbackId: shortcut.callbackId }),
            },
            h('span', { class: 'row-mark' }, '⚡'),
            shortcut.name,
          ),
        ),
      ),
      h('div', { class: 'spacer' }),
      h('h2', {}, 'Act as'),
      h(
        'div',
        { class: 'people' },
        snapshot.people.map((person) => personRow(person, snapshot)),
      ),
    );
    if (focused !== undefined)
      [...parent.querySelectorAll('[data-testid]')].find((node) => node.dataset.testid === focused)?.focus();
  };
}
