import { blockLimits as limits } from './block-limits.ts';
import {
  accessoryElements,
  actionsElements,
  button,
  contextActionsElements,
  imageElement,
  inputElements,
} from './element-rules.ts';
import { richTextBlock } from './rich-text-rules.ts';
import { dataTable, table } from './table-rules.ts';
import { anyText, mrkdwn, plainText } from './text-rules.ts';
import {
  anything,
  bool,
  byType,
  isObject,
  list,
  number,
  oneOf,
  optional,
  required,
  shape,
  string,
  type Field,
  type Rule,
} from './rule.ts';

const type = required(anything);
const block_id = optional(string({ max: limits.blockId }));
const block = (fields: Readonly<Record<string, Field>>, also?: Rule): Rule =>
  shape({ type, block_id, ...fields }, also);

const textOrFields: Rule = (section, pointer, report) => {
  if (isObject(section) && section['text'] === undefined && section['fields'] === undefined) {
    report(pointer, 'missing required field: text');
  }
};

const urlOrFile: Rule = (image, pointer, report) => {
  if (!isObject(image)) return;
  if ((image['image_url'] === undefined) === (image['slack_file'] === undefined)) {
    report(pointer, 'must provide exactly one of: image_url, slack_file');
  }
};

const image = block(
  {
    image_url: optional(string({ max: limits.imageUrl })),
    slack_file: optional(shape({ id: optional(string()), url: optional(string()) })),
    alt_text: required(string({ max: limits.altText })),
    title: optional(plainText(limits.imageTitle)),
  },
  urlOrFile,
);

const section = block(
  {
    text: optional(anyText(limits.sectionText)),
    fields: optional(list(anyText(limits.sectionField), { max: limits.sectionFields })),
    accessory: optional(byType(accessoryElements)),
    expand: optional(bool),
  },
  textOrFields,
);

const input = block({
  label: required(plainText(limits.inputLabel)),
  hint: optional(plainText(limits.inputLabel)),
  optional: optional(bool),
  dispatch_action: optional(bool),
  element: required(byType(inputElements)),
});

const classic: Readonly<Record<string, Rule>> = {
  actions: block({ elements: required(list(byType(actionsElements), { max: limits.actionsElements })) }),
  context: block({
    elements: required(
      list(
        byType({
          image: imageElement,
          mrkdwn: anyText(limits.sectionText),
          plain_text: anyText(limits.sectionText),
        }),
        {
          max: limits.contextElements,
        },
      ),
    ),
  }),
  divider: block({}),
  file: block({ source: required(oneOf(['remote'])), external_id: required(string()) }),
  header: block({ text: required(plainText(limits.header)), level: optional(number({ min: 1, max: 4 })) }),
  image,
  input,
  rich_text: richTextBlock,
  section,
  video: block({
    video_url: required(string()),
    thumbnail_url: required(string()),
    alt_text: required(string()),
    title: required(plainText(199)),
    title_url: optional(string()),
    author_name: optional(string({ max: 49 })),
    provider_name: optional(string()),
    provider_icon_url: optional(string()),
    description: optional(plainText(limits.inputLabel)),
  }),
};

const card = block({
  hero_image: optional(imageElement),
  icon: optional(imageElement),
  title: optional(mrkdwn(150)),
  subtitle: optional(mrkdwn(150)),
  body: optional(mrkdwn(200)),
  subtext: optional(mrkdwn(200)),
  actions: optional(list(byType({ button }), { max: 3 })),
});

const sources = optional(list(shape({ type, url: required(string()), text: required(string()) })));
const task = (statuses: readonly string[]): Rule =>
  block({
    task_id: required(string()),
    title: required(string()),
    details: optional(richTextBlock),
    output: optional(richTextBlock),
    sources,
    status: required(oneOf(statuses)),
  });
const taskStatuses = ['in_progress', 'complete', 'error'];

const container = block({
  title: optional(plainText(150)),
  rich_text_title: optional(richTextBlock),
  subtitle: optional(anyText(150)),
  child_blocks: required(list(byType({ ...classic, table }), { max: 10 })),
  width: optional(oneOf(['narrow', 'standard', 'wide', 'full'])),
  icon: optional(imageElement),
  is_collapsible: optional(bool),
  default_collapsed: optional(bool),
  has_header_divider: optional(bool),
});

/** Blocks that a message may hold. */
export const messageBlocks: Readonly<Record<string, Rule>> = {
  ...classic,
  card,
  carousel: block({ elements: required(list(byType({ card }), { max: 10 })) }),
  container,
  context_actions: block({ elements: required(list(byType(contextActionsElements), { max: 5 })) }),
  data_table: dataTable,
  markdown: block({ text: required(string({ max: limits.markdown })) }),
  // A measured oddity: a task card on its own refuses `pending`, only inside a plan it is taken.
  plan: block({
    title: required(string()),
    tasks: optional(list(byType({ task_card: task(['pending', ...taskStatuses]) }), { min: 0 })),
  }),
  table,
  task_card: task(taskStatuses),
};

/** Blocks that a modal may hold. */
export const modalBlocks: Readonly<Record<string, Rule>> = {
  ...classic,
  alert: block({
    text: required(anyText(200)),
    level: optional(oneOf(['default', 'info', 'warning', 'error', 'success'])),
  }),
  markdown: block({ text: required(string({ max: limits.markdown })) }),
};

export const homeBlocks: Readonly<Record<string, Rule>> = { ...classic, table, data_table: dataTable };
