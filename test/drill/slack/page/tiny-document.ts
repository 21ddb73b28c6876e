// Just enough of a document to see what the page's modules would build, without a browser.
type Child = TinyElement | TinyText;

class TinyNode {
  childNodes: Child[] = [];
  append(...nodes: Child[]): void {
    for (const node of nodes)
      this.childNodes.push(...(node instanceof TinyFragment ? node.childNodes : [node]));
  }
  get textContent(): string {
    return this.childNodes.map((node) => node.textContent).join('');
  }
}

class TinyText extends TinyNode {
  readonly data: string;
  constructor(data: string) {
    super();
    this.data = data;
  }
  override get textContent(): string {
    return this.data;
  }
}

export class TinyElement extends TinyNode {
  readonly tagName: string;
  className = '';
  readonly dataset: Record<string, string> = {};
  readonly attributes: Record<string, string> = {};
  constructor(tagName: string) {
    super();
    this.tagName = tagName;
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  addEventListener(): void {
    return;
  }
}

class TinyFragment extends TinyNode {}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What a browser would show, as markup: `<b>x</b>`; text is escaped, so that markup in data stands out. */
export function markup(node: TinyNode): string {
  if (node instanceof TinyText) return escape(node.data);
  const inner = node.childNodes.map(markup).join('');
  if (!(node instanceof TinyElement)) return inner;
  const href = node.attributes['href'] === undefined ? '' : ` href="${node.attributes['href']}"`;
  return `<${node.tagName}${href}>${inner}</${node.tagName}>`;
}

/** Puts the tiny document where the page's modules look for the browser's. */
export function installTinyDocument(): void {
  const document = {
    createElement: (tag: string) => new TinyElement(tag),
    createTextNode: (text: string) => new TinyText(text),
    createDocumentFragment: () => new TinyFragment(),
  };
  Object.assign(globalThis, {
    document,
    Node: TinyNode,
    location: { hash: '', href: 'http://127.0.0.1/', origin: 'http://127.0.0.1' },
  });
}
