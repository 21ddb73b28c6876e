import {
  anything,
  bool,
  byType,
  list,
  number,
  oneOf,
  optional,
  required,
  shape,
  string,
  type Rule,
} from './rule.ts';

const style = optional(
  shape({
    bold: optional(bool),
    italic: optional(bool),
    strike: optional(bool),
    code: optional(bool),
    underline: optional(bool),
    highlight: optional(bool),
    client_highlight: optional(bool),
    unlink: optional(bool),
  }),
);
const type = required(anything);
const id = required(string());

const text = shape({ type, style, text: required(string()) });
const link = shape({
  type,
  style,
  url: required(string()),
  text: optional(string()),
  unsafe: optional(bool),
});

const inline: Rule = byType({
  text,
  link,
  broadcast: shape({ type, style, range: required(oneOf(['here', 'channel', 'everyone'])) }),
  channel: shape({ type, style, channel_id: id }),
  color: shape({ type, style, value: required(string()) }),
  date: shape({
    type,
    style,
    timestamp: required(number()),
    format: required(string()),
    url: optional(string()),
    fallback: optional(string()),
  }),
  emoji: shape({
    type,
    style,
    name: required(string()),
    unicode: optional(string()),
    skin_tone: optional(number()),
    url: optional(string()),
  }),
  team: shape({ type, style, team_id: id }),
  user: shape({ type, style, user_id: id }),
  usergroup: shape({ type, style, usergroup_id: id }),
});

const border = optional(oneOf([0, 1]));
const section = shape({ type, elements: required(list(inline, { min: 0 })) });

/** @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export const richTextElements: Rule = list(
  byType({
    rich_text_section: section,
    rich_text_list: shape({
      type,
      elements: required(list(byType({ rich_text_section: section }))),
      style: required(oneOf(['bullet', 'ordered'])),
      indent: optional(number({ min: 0 })),
      offset: optional(number({ min: 0 })),
      border,
    }),
    rich_text_quote: shape({ type, elements: required(list(inline, { min: 0 })), border }),
    rich_text_preformatted: shape({
      type,
      elements: required(list(byType({ text, link }), { min: 0 })),
      border,
      language: optional(string()),
    }),
  }),
);

export const richTextBlock: Rule = shape({
  type,
  block_id: optional(string({ max: 255 })),
  elements: required(richTextElements),
});
