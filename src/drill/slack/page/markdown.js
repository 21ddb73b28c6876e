// The markdown block, as far as runbooks use it: headings, lists, fences, quotes, tables, emphasis, links.
import { fragment, h, link } from './dom.js';
import { emojiNode } from './mrkdwn.js';

const inline =
  /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|~~([^~]+)~~|:([a-z0-9_+'-]+):/;

function spans(text) {
  const nodes = [];
  let rest = text;
  while (rest !== '') {
    const found = inline.exec(rest);
    if (found === null) {
      nodes.push(rest);
      break;
    }
    const [whole, code, label, url, bold, strong, italic, strike, shortcode] = found;
    if (found.index > 0) nodes.push(rest.slice(0, found.index));
    if (code !== undefined) nodes.push(h('code', {}, code));
    else if (label !== undefined) nodes.push(link(url, spans(label)));
    else if (bold ?? strong) nodes.push(h('strong', {}, spans(bold ?? strong)));
    else if (italic !== undefined) nodes.push(h('em', {}, spans(italic)));
    else if (strike !== undefined) nodes.push(h('s', {}, spans(strike)));
    else nodes.push(emojiNode(shortcode));
    rest = rest.slice(found.index + whole.length);
  }
  return nodes;
}

const cells = (line) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
const item = /^\s*(?:([-*+])|(\d+)[.)])\s+(.*)$/;

function table(rows) {
  const [head, , ...body] = rows.map(cells);
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        head.map((cell) => h('th', {}, spans(cell))),
      ),
    ),
    h(
      'tbody',
      {},
      body.map((row) =>
        h(
          'tr',
          {},
          row.map((cell) => h('td', {}, spans(cell))),
        ),
      ),
    ),
  );
}

const task = (text) => {
  const found = /^\[( |x)\] (.*)$/i.exec(text);
  return found === null
    ? spans(text)
    : [h('input', { type: 'checkbox', disabled: true, checked: found[1] !== ' ' }), ' ', spans(found[2])];
};

/** Takes lines from `all` while they fit, starting at `index`. */
function take(all, index, fits) {
  let end = index;
  while (end < all.length && fits(all[end])) end += 1;
  return all.slice(index, end);
}

export function markdown(text) {
  const all = text.split('\n');
  const nodes = [];
  for (let index = 0; index < all.length;) {
    const line = all[index];
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.startsWith('```')) {
      const body = take(all, index + 1, (other) => !other.startsWith('```'));
      nodes.push(h('pre', {}, body.join('\n')));
      index += body.length + 2;
    } else if (heading !== null) {
      nodes.push(h('p', { class: `markdown-heading level-${heading[1].length}` }, spans(heading[2])));
      index += 1;
    } else if (item.test(line)) {
      const rows = take(all, index, (other) => item.test(other));
      const isOrdered = item.exec(line)[2] !== undefined;
      nodes.push(
        h(
          isOrdered ? 'ol' : 'ul',
          {},
          rows.map((row) => h('li', {}, task(item.exec(row)[3]))),
        ),
      );
      index += rows.length;
    } else if (/^\s*\|.*\|\s*$/.test(line) && /^[\s|:-]+$/.test(all[index + 1] ?? '')) {
      const rows = take(all, index, (other) => /^\s*\|.*\|\s*$/.test(other));
      nodes.push(table(rows));
      index += rows.length;
    } else if (line.startsWith('>')) {
      const rows = take(all, index, (other) => other.startsWith('>'));
      nodes.push(
        h(
          'blockquote',
          {},
          rows.map((row, number) => [number > 0 && h('br'), spans(row.replace(/^> ?/, ''))]),
        ),
      );
      index += rows.length;
    } else if (/^(-{3,}|\*{3,})$/.test(line.trim())) {
      nodes.push(h('hr'));
      index += 1;
    } else if (line.trim() === '') index += 1;
    else {
      const rows = take(
        all,
        index,
        (other) => other.trim() !== '' && !/^(#|>|```|\s*\|)/.test(other) && !item.test(other),
      );
      nodes.push(
        h(
          'p',
          {},
          (rows.length === 0 ? [line] : rows).map((row, number) => [number > 0 && h('br'), spans(row)]),
        ),
      );
      index += Math.max(1, rows.length);
    }
  }
  return h('div', { class: 'markdown' }, fragment(...nodes));
}
