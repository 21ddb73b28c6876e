import { formatDate } from './dates.js';
import { fragment, h, link } from './dom.js';
import { broadcast, channelMention, emojiNode, groupMention, userMention } from './mrkdwn.js';

const wrappers = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' };

function styled(node, style = {}) {
  return Object.entries(wrappers).reduce(
    (inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner),
    node,
  );
}

const withBreaks = (text) => fragment(text.split('\n').map((line, index) => [index > 0 && h('br'), line]));

function inline(element) {
  switch (element.type) {
    case 'text':
      return styled(withBreaks(element.text), element.style);
    case 'link':
      return styled(link(element.url, element.text ?? element.url), element.style);
    case 'user':
      return userMention(element.user_id);
    case 'usergroup':
      return groupMention(element.usergroup_id);
    case 'channel':
      return channelMention(element.channel_id);
    case 'broadcast':
      return broadcast(element.range);
    case 'emoji':
      return emojiNode(element.name);
    case 'date':
      return h('time', {}, formatDate(element.timestamp, element.format, element.fallback ?? ''));
    case 'color':
      return h('code', {}, element.value);
    default:
      return null;
  }
}

const inlines = (elements) => elements.map(inline);

function part(element) {
  switch (element.type) {
    case 'rich_text_section':
      return h('div', { class: 'rich-section' }, inlines(element.elements));
    case 'rich_text_preformatted':
      return h(
        'pre',
        {},
        element.elements.map((item) =>
          item.type === 'link' ? link(item.url, item.text ?? item.url) : item.text,
        ),
      );
    case 'rich_text_quote':
      return h('blockquote', {}, inlines(element.elements));
    case 'rich_text_list': {
      const start =
        element.style === 'ordered' && element.offset ? { start: String(element.offset + 1) } : {};
      const list = h(
        element.style === 'ordered' ? 'ol' : 'ul',
        { class: `rich-list indent-${Math.min(element.indent ?? 0, 5)}`, ...start },
        element.elements.map((item) => h('li', {}, inlines(item.elements))),
      );
      return list;
    }
    default:
      return null;
  }
}

export const richText = (block) => h('div', { class: 'rich-text' }, block.elements.map(part));
