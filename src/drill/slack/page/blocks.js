import { actingElement, valueControl } from './elements.js';
import { fragment, h, link } from './dom.js';
import { markdown } from './markdown.js';
import { plainText, textObject } from './mrkdwn.js';
import { richText } from './rich-text.js';

/** The address of an image, or undefined when it lies elsewhere: the page loads nothing from other hosts. */
const ownAddress = (url) => {
  if (typeof url !== 'string') return undefined;
  if (url.startsWith('data:image/')) return url;
  const parsed = URL.parse(url, location.href);
  return parsed !== null && parsed.origin === location.origin ? parsed.pathname : undefined;
};

const fileAddress = (file) => file?.url ?? (file?.id === undefined ? undefined : `/files/${file.id}`);

export function picture(url, alt, className) {
  const own = ownAddress(url);
  if (own === undefined) return h('span', { class: 'quiet' }, '🖼 ', link(url ?? '', alt));
  return h('img', { class: className, src: own, alt });
}

const image = (element, className) =>
  picture(element.image_url ?? fileAddress(element.slack_file), element.alt_text, className);

function section(block, context) {
  return h(
    'div',
    { class: 'block section' },
    h(
      'div',
      { class: 'section-body' },
      block.text && h('div', { class: 'section-text' }, textObject(block.text)),
      block.fields &&
        h(
          'div',
          { class: 'fields' },
          block.fields.map((field) => h('div', { class: 'field-text' }, textObject(field))),
        ),
    ),
    block.accessory &&
      h(
        'div',
        { class: 'accessory' },
        block.accessory.type === 'image'
          ? image(block.accessory, 'accessory-image')
          : actingElement(block.accessory, block.block_id, context),
      ),
  );
}

function tableCell(cell, tag, align) {
  const content = cell.type === 'rich_text' ? richText(cell) : cell.text;
  return h(tag, { class: cell.type === 'raw_number' ? 'number' : `align-${align ?? 'left'}` }, content);
}

function table(block) {
  const align = (column) => block.column_settings?.[column]?.align;
  const [head, ...body] = block.rows;
  const row = (cells, tag) =>
    h(
      'tr',
      {},
      cells.map((cell, column) => tableCell(cell, tag, align(column))),
    );
  return h(
    'div',
    { class: 'block table-scroll' },
    h(
      'table',
      {},
      block.caption && h('caption', {}, block.caption),
      h('thead', {}, row(head, 'th')),
      h(
        'tbody',
        {},
        body.map((cells) => row(cells, 'td')),
      ),
    ),
  );
}

function input(block, context) {
  const made = valueControl(block.element, block.block_id, context);
  if (made === undefined) return h('p', { class: 'quiet' }, `(${block.element.type} is not shown here)`);
  context.inputs?.set(block.block_id, made.read);
  if (block.dispatch_action === true)
    return inputRow(block, context, actingElement(block.element, block.block_id, context));
  return inputRow(block, context, made.control);
}

function inputRow(block, context, control) {
  const fault = context.errors?.[block.block_id];
  const id = `input-${block.block_id}`;
  const isGroup = control.tagName === 'FIELDSET';
  if (!isGroup) control.id = id;
  return h(
    'div',
    { class: fault === undefined ? 'block input' : 'block input faulty' },
    isGroup
      ? h(
          'div',
          { class: 'input-label' },
          textObject(block.label),
          block.optional && h('span', { class: 'quiet' }, ' (optional)'),
        )
      : h(
          'label',
          { class: 'input-label', for: id },
          textObject(block.label),
          block.optional && h('span', { class: 'quiet' }, ' (optional)'),
        ),
    control,
    fault !== undefined &&
      h('p', { class: 'input-fault', role: 'alert', testid: `error-${block.block_id}` }, fault),
    block.hint && h('p', { class: 'input-hint' }, textObject(block.hint)),
  );
}

function container(block, context) {
  const title = block.title
    ? textObject(block.title)
    : block.rich_text_title
      ? richText(block.rich_text_title)
      : 'Details';
  const body = block.child_blocks.map((child) => renderBlock(child, context));
  if (block.is_collapsible !== true)
    return h('div', { class: 'block container' }, h('strong', {}, title), body);
  return h(
    'details',
    { class: 'block container', open: block.default_collapsed !== true },
    h('summary', {}, title),
    body,
  );
}

const card = (block, context) =>
  h(
    'div',
    { class: 'block card' },
    block.hero_image && image(block.hero_image, 'block-image'),
    block.title && h('strong', {}, textObject(block.title)),
    block.subtitle && h('div', { class: 'quiet' }, textObject(block.subtitle)),
    block.body && h('div', {}, textObject(block.body)),
    block.subtext && h('div', { class: 'quiet' }, textObject(block.subtext)),
    block.actions &&
      h(
        'div',
        { class: 'actions' },
        block.actions.map((element) => actingElement(element, block.block_id, context)),
      ),
  );

const taskMarks = { pending: '○', in_progress: '◔', complete: '●', error: '✕' };
const task = (block) =>
  h(
    'div',
    { class: 'block task' },
    h(
      'div',
      {},
      h('span', { class: `task-mark ${block.status}` }, taskMarks[block.status] ?? '○'),
      ' ',
      block.title,
    ),
    block.details && richText(block.details),
    block.output && richText(block.output),
  );

const renderers = {
  header: (block) => h('h3', { class: 'block header' }, plainText(block.text.text)),
  section,
  divider: () => h('hr', { class: 'block' }),
  context: (block) =>
    h(
      'div',
      { class: 'block context' },
      block.elements.map((element) =>
        element.type === 'image'
          ? image(element, 'context-image')
          : h('span', { class: 'context-text' }, textObject(element)),
      ),
    ),
  actions: (block, context) =>
    h(
      'div',
      { class: 'block actions' },
      block.elements.map((element) => actingElement(element, block.block_id, context)),
    ),
  context_actions: (block, context) =>
    h(
      'div',
      { class: 'block actions' },
      block.elements.map((element) => actingElement(element, block.block_id, context)),
    ),
  image: (block) =>
    h(
      'figure',
      { class: 'block' },
      block.title && h('figcaption', {}, textObject(block.title)),
      image(block, 'block-image'),
    ),
  rich_text: (block) => h('div', { class: 'block' }, richText(block)),
  markdown: (block) => h('div', { class: 'block' }, markdown(block.text)),
  table,
  data_table: table,
  input,
  container,
  card,
  carousel: (block, context) =>
    h(
      'div',
      { class: 'carousel' },
      block.elements.map((child) => card(child, context)),
    ),
  alert: (block) => h('div', { class: `block alert ${block.level ?? 'default'}` }, textObject(block.text)),
  task_card: task,
  plan: (block) =>
    h('div', { class: 'block plan' }, h('strong', {}, block.title), (block.tasks ?? []).map(task)),
  video: (block) => h('div', { class: 'block' }, link(block.title_url ?? block.video_url, block.title.text)),
  file: (block) => h('div', { class: 'block quiet' }, `File ${block.external_id}`),
};

export function renderBlock(block, context) {
  const render = Object.hasOwn(renderers, block.type) ? renderers[block.type] : undefined;
  // A block that cannot be drawn must not take the message with it.
  if (render === undefined) return h('div', { class: 'block quiet' }, `(${block.type} is not shown here)`);
  return render(block, context);
}

export const renderBlocks = (blocks, context) => fragment(blocks.map((block) => renderBlock(block, context)));
