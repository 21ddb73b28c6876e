import { renderBlocks } from './blocks.js';
import { openMenu } from './dialog.js';
import { colourOf, h, initials, link } from './dom.js';
import { clock, dayKey, dayLabel, fullMoment } from './dates.js';
import { picture } from './blocks.js';
import { emojiNode, mrkdwn } from './mrkdwn.js';
import { act, look, personById, snapshot } from './store.js';

export const momentOf = (ts) => Number(ts) * 1000;
const isBot = (message) => message.bot_id !== undefined;

// People get different colours as long as there are enough.
const colourFor = (id) => {
  const index = snapshot.people.findIndex((person) => person.id === id);
  return index < 0 ? colourOf(id) : index % 8;
};

export function avatar(id, name, kind) {
  if (kind === 'bot')
    return h('span', { class: 'avatar bot', 'aria-hidden': 'true' }, h('span', { class: 'bot-mark' }));
  return h('span', { class: `avatar colour-${colourFor(id)}`, 'aria-hidden': 'true' }, initials(name));
}

function author(message) {
  if (isBot(message)) return { name: snapshot.app.name, kind: 'bot' };
  if (message.user === 'USLACKBOT') return { name: 'Slackbot', kind: 'person' };
  const person = personById(message.user);
  return { name: person?.realName ?? message.user, kind: 'person' };
}

const colours = { good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a' };
const barColour = (colour) => {
  if (colour === undefined) return '#bbbabb';
  if (Object.hasOwn(colours, colour)) return colours[colour];
  return /^#?[0-9a-f]{3,8}$/i.test(colour) ? `#${colour.replace('#', '')}` : '#bbbabb';
};

function legacyAttachment(attachment) {
  return [
    attachment.pretext && h('div', {}, mrkdwn(attachment.pretext)),
    attachment.title &&
      h(
        'strong',
        {},
        attachment.title_link ? link(attachment.title_link, attachment.title) : attachment.title,
      ),
    attachment.text && h('div', {}, mrkdwn(attachment.text)),
    attachment.fields &&
      h(
        'div',
        { class: 'fields' },
        attachment.fields.map((field) =>
          h('div', {}, h('strong', {}, field.title ?? ''), h('br'), mrkdwn(field.value ?? '')),
        ),
      ),
    attachment.footer && h('div', { class: 'quiet' }, attachment.footer),
  ];
}

function attachmentNode(attachment, context) {
  const body =
    attachment.blocks === undefined ? legacyAttachment(attachment) : renderBlocks(attachment.blocks, context);
  const node = h('div', { class: 'attachment' }, body);
  node.style.borderLeftColor = barColour(attachment.color);
  return node;
}

function fileNode(file) {
  const address = `/files/${file.id}`;
  const caption = h('figcaption', {}, file.title);
  if (/^image\/(png|jpeg|gif)$/.test(file.mimetype)) {
    return h(
      'figure',
      { class: 'file' },
      caption,
      h(
        'a',
        { href: address, target: '_blank', rel: 'noopener' },
        picture(address, file.alt_txt ?? file.title, 'file-image'),
      ),
    );
  }
  return h(
    'figure',
    { class: 'file file-card' },
    h('a', { href: address, target: '_blank', rel: 'noopener' }, `📄 ${file.title}`),
    h('span', { class: 'quiet' }, `${file.size} bytes`),
  );
}

const reactions = (message) =>
  message.reactions &&
  h(
    'div',
    { class: 'reactions' },
    message.reactions.map((reaction) =>
      h('span', { class: 'reaction' }, emojiNode(reaction.name), ` ${reaction.count}`),
    ),
  );

const replyCount = (count) => (count === 1 ? '1 reply' : `${count} replies`);

function replies(message) {
  if (!message.reply_count) return null;
  return h(
    'button',
    {
      type: 'button',
      class: 'replies',
      testid: `replies-${message.ts}`,
      onclick: () => look({ thread: message.thread_ts ?? message.ts }),
    },
    (message.reply_users ?? []).slice(0, 4).map((user) => {
      const isApp = user === snapshot.app.botUserId;
      return avatar(user, personById(user)?.realName ?? 'app', isApp ? 'bot' : 'person');
    }),
    h('span', { class: 'reply-count' }, replyCount(message.reply_count)),
    h('span', { class: 'quiet' }, `Last reply ${clock(momentOf(message.latest_reply))}`),
  );
}

function toolbar(message, place) {
  if (message.is_ephemeral) return null;
  const shortcuts = snapshot.shortcuts.filter((shortcut) => shortcut.type === 'message');
  const more = h(
    'button',
    {
      type: 'button',
      class: 'plain',
      title: 'More actions',
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      testid: place === 'channel' ? `more-${message.ts}` : `thread-more-${message.ts}`,
      onclick: () =>
        openMenu(
          more,
          shortcuts.map((shortcut) => ({
            label: shortcut.name,
            testid: `shortcut-${shortcut.callbackId}`,
            choose: () =>
              void act('shortcut', {
                channel: message.channel,
                ts: message.ts,
                callbackId: shortcut.callbackId,
              }),
          })),
        ),
    },
    '⋮',
  );
  return h(
    'div',
    { class: 'toolbar' },
    place === 'channel' &&
      h(
        'button',
        {
          type: 'button',
          class: 'plain',
          title: 'Reply in thread',
          'aria-label': 'Reply in thread',
          testid: `reply-${message.ts}`,
          onclick: () => look({ thread: message.thread_ts ?? message.ts }),
        },
        '💬',
      ),
    shortcuts.length > 0 && more,
  );
}

const ephemeralNote = (message) =>
  h(
    'div',
    { class: 'ephemeral-note' },
    '👁 Only visible to you ',
    h(
      'button',
      {
        type: 'button',
        class: 'plain link-like',
        testid: `dismiss-${message.ts}`,
        onclick: () => void act('dismiss', { ts: message.ts }),
      },
      'Dismiss',
    ),
  );

function body(message) {
  const context = { channel: message.channel, ts: message.ts, values: message.values };
  const hasBlocks = (message.blocks ?? []).length > 0;
  return [
    hasBlocks
      ? h('div', { class: 'blocks' }, renderBlocks(message.blocks, context))
      : message.text &&
        h(
          'div',
          { class: 'message-text' },
          mrkdwn(message.text),
          message.edited && h('span', { class: 'quiet' }, ' (edited)'),
        ),
    (message.attachments ?? []).map((attachment) => attachmentNode(attachment, context)),
    (message.files ?? []).map(fileNode),
  ];
}

/** @param {'channel'|'thread'} place @param {'full'|'follow-up'} head whether author and time are shown */
export function renderMessage(message, place, head) {
  const { name, kind } = author(message);
  const at = momentOf(message.ts);
  const time = h('time', { class: 'time', title: fullMoment(at) }, clock(at));
  return h(
    'article',
    {
      class: `message ${head}${message.is_ephemeral ? ' ephemeral' : ''}${message.subtype === 'tombstone' ? ' tombstone' : ''}`,
      testid: place === 'channel' ? `message-${message.ts}` : `thread-message-${message.ts}`,
      'aria-label': `${name}, ${clock(at)}`,
    },
    h('div', { class: 'gutter' }, head === 'full' ? avatar(message.user, name, kind) : time),
    h(
      'div',
      { class: 'message-body' },
      message.is_ephemeral && ephemeralNote(message),
      head === 'full' &&
        h(
          'div',
          { class: 'message-head' },
          h('span', { class: 'author' }, name),
          kind === 'bot' && h('span', { class: 'app-badge' }, 'APP'),
          time,
        ),
      message.subtype === 'thread_broadcast' &&
        place === 'channel' &&
        h(
          'button',
          { type: 'button', class: 'plain link-like', onclick: () => look({ thread: message.thread_ts }) },
          'replied to a thread',
        ),
      body(message),
      reactions(message),
      place === 'channel' && replies(message),
    ),
    toolbar(message, place),
  );
}

const closeTogetherMs = 5 * 60_000;

/** Whether a message continues the one before it: same author, soon after. */
export function headOf(message, previous) {
  if (previous === undefined || message.is_ephemeral || previous.is_ephemeral || isBot(message))
    return 'full';
  const isSame = previous.user === message.user && isBot(previous) === isBot(message);
  return isSame && momentOf(message.ts) - momentOf(previous.ts) < closeTogetherMs ? 'follow-up' : 'full';
}

/** Messages with a line where a new day begins. */
export function withDays(messages) {
  return messages.flatMap((message, index) => {
    const at = momentOf(message.ts);
    const previous = messages[index - 1];
    const isNewDay = previous === undefined || dayKey(momentOf(previous.ts)) !== dayKey(at);
    const item = { kind: 'message', message, head: headOf(message, isNewDay ? undefined : previous) };
    return isNewDay ? [{ kind: 'day', key: `day-${dayKey(at)}`, label: dayLabel(at) }, item] : [item];
  });
}

export const renderDay = (label) => h('div', { class: 'day' }, h('span', {}, label));
