// Slack's mrkdwn as nodes. Text comes escaped (&amp; &lt; &gt;); everything inside < > is a token of Slack's.
import { formatDate } from './dates.js';
import { fragment, h, isSafeLink, link } from './dom.js';
import { emojiFor } from './emoji.js';
import { personById, snapshot } from './store.js';

const unescape = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const inline =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}~])|:([a-z0-9_+'-]+):/u;

export const userMention = (id, label) => {
  const person = personById(id);
  const name = person?.name ?? (id === snapshot?.app.botUserId ? snapshot.app.botName : (label ?? id));
  const isMe = id === snapshot?.me.id;
  return h('span', { class: isMe ? 'mention me' : 'mention' }, `@${name}`);
};

export const groupMention = (id, label) => {
  const group = snapshot?.usergroups.find((candidate) => candidate.id === id);
  return h('span', { class: 'mention' }, `@${group?.handle ?? label ?? id}`);
};

export const broadcast = (range) => h('span', { class: 'mention me' }, `@${range}`);

export const channelMention = (id, label) => {
  const channel = snapshot?.channels.find((candidate) => candidate.id === id);
  return h('span', { class: 'mention' }, `#${channel?.name ?? label ?? id}`);
};

export const emojiNode = (name) => {
  const character = emojiFor(name);
  if (character === undefined) return `:${name}:`;
  return h('span', { class: 'emoji', role: 'img', 'aria-label': name.replaceAll('_', ' ') }, character);
};

function date(token, label) {
  const [, seconds, format = '', target] = token.split('^');
  const text = formatDate(seconds, unescape(format), unescape(label ?? ''));
  const node = h('time', {}, text);
  return target === undefined ? node : link(target, node);
}

function token(body) {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(body.slice(bar + 1));
  if (target.startsWith('@')) return userMention(target.slice(1), label);
  if (target.startsWith('#')) return channelMention(target.slice(1), label);
  if (target.startsWith('!subteam^')) return groupMention(target.slice(9), label?.replace(/^@/, ''));
  if (target.startsWith('!date^')) return date(target, label);
  if (/^!(channel|here|everyone)$/.test(target)) return broadcast(target.slice(1));
  if (target.startsWith('!')) return label ?? unescape(`<${body}>`);
  // Anything else in angle brackets is no token: it is shown as it stands.
  if (!isSafeLink(target)) return unescape(`<${body}>`);
  return link(unescape(target), label ?? unescape(target).replace(/^mailto:/, ''));
}

/** Bold, italics, code, tokens and emoji of one line. */
function spans(text) {
  const nodes = [];
  let rest = text;
  while (rest !== '') {
    const found = inline.exec(rest);
    if (found === null) {
      nodes.push(unescape(rest));
      break;
    }
    const [whole, code, body, bold, italic, strike, shortcode] = found;
    if (found.index > 0) nodes.push(unescape(rest.slice(0, found.index)));
    if (code !== undefined) nodes.push(h('code', {}, codeSpans(code)));
    else if (body !== undefined) nodes.push(token(body));
    else if (bold !== undefined) nodes.push(h('strong', {}, spans(bold)));
    else if (italic !== undefined) nodes.push(h('em', {}, spans(italic)));
    else if (strike !== undefined) nodes.push(h('s', {}, spans(strike)));
    else nodes.push(emojiNode(shortcode));
    rest = rest.slice(found.index + whole.length);
  }
  return nodes;
}

/** Code holds tokens (links, mentions) but no formatting. */
function codeSpans(text) {
  return text
    .split(/(<[^<>\n]+>)/)
    .map((part, index) => (index % 2 === 1 ? token(part.slice(1, -1)) : unescape(part)));
}

const isQuote = (line) => /^(&gt;|>)(?!(&gt;|>)\S)/.test(line);
const unquote = (line) => line.replace(/^(&gt;|>) ?/, '');

function lines(text) {
  const nodes = [];
  const all = text.split('\n');
  for (let index = 0; index < all.length; index += 1) {
    if (isQuote(all[index])) {
      const quoted = [];
      while (index < all.length && isQuote(all[index])) quoted.push(unquote(all[index++]));
      index -= 1;
      nodes.push(
        h(
          'blockquote',
          {},
          quoted.map((line, number) => [number > 0 && h('br'), spans(line)]),
        ),
      );
      continue;
    }
    if (index > 0 && !isQuote(all[index - 1])) nodes.push(h('br'));
    nodes.push(spans(all[index]));
  }
  return nodes;
}

/** A text object or a message's text as nodes. */
export function mrkdwn(text) {
  const parts = text.split(/```\n?([\s\S]*?)\n?```\n?/);
  return fragment(
    parts.map((part, index) =>
      index % 2 === 1 ? h('pre', {}, codeSpans(part)) : part === '' ? null : lines(part),
    ),
  );
}

/** Plain text: nothing is parsed but emoji shortcodes. */
export function plainText(text, hasEmoji = true) {
  if (!hasEmoji) return fragment(unescape(text));
  return fragment(
    text
      .split(/:([a-z0-9_+'-]+):/)
      .map((part, index) => (index % 2 === 1 ? emojiNode(part) : unescape(part))),
  );
}

/** A plain_text or mrkdwn object. */
export function textObject(object) {
  if (object === undefined || object === null) return null;
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : plainText(object.text, object.emoji !== false);
}
