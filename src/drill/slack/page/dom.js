// The only place that makes elements. Data becomes text nodes and known properties, never markup.

/** @param {string} tag @param {object} props class, dataset, aria…, on…; @param {...(Node|string|null|undefined|false|Array)} children */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'testid') element.dataset.testid = value;
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (name in element && typeof value !== 'string') element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

export const fragment = (...children) => append(document.createDocumentFragment(), children);

/** Only these may be followed; anything else is shown as text. */
export const isSafeLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);

export function link(url, ...children) {
  if (!isSafeLink(url)) return fragment(...children);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

/**
 * Shows a list of keyed items, touching only those that changed: focus, open menus and scroll stay.
 * @param {Map<string, {json: string, node: Element}>} shown what the parent shows now; kept by the caller
 */
export function patchList(parent, shown, items, { key, version, render }) {
  const wanted = new Set(items.map(key));
  for (const [id, { node }] of shown) {
    if (wanted.has(id)) continue;
    node.remove();
    shown.delete(id);
  }
  let previous = null;
  items.forEach((item, index) => {
    const id = key(item);
    const json = version(item, index);
    const old = shown.get(id);
    let node = old?.node;
    if (old === undefined || old.json !== json) {
      node = render(item, index);
      if (old === undefined) parent.append(node);
      else old.node.replaceWith(node);
      shown.set(id, { json, node });
    }
    const place = previous === null ? parent.firstElementChild : previous.nextElementSibling;
    if (place !== node) parent.insertBefore(node, place);
    previous = node;
  });
}

export const initials = (name) =>
  name
    .split(/[\s._-]+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
    .toUpperCase();

/** 0…7, the same for the same id. */
export function colourOf(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 8191;
  return sum % 8;
}
