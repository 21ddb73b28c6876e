import { blockLimits as limits } from './block-limits.ts';
import { confirmDialog, plainOption, plainText, richOption } from './text-rules.ts';
import { initialIsOffered, optionsOrGroups } from './offered-options.ts';
import { richTextBlock } from './rich-text-rules.ts';
import {
  all,
  anything,
  bool,
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
const action_id = optional(string({ max: limits.actionId }));
const confirm = optional(confirmDialog);
const focus_on_load = optional(bool);
const placeholder = optional(plainText(limits.placeholder));
const value = optional(string({ max: limits.buttonValue }));
const accessibility_label = optional(string({ max: limits.accessibilityLabel }));
const buttonStyle = optional(oneOf(['primary', 'danger']));
const ids = list(string());
const dispatch_action_config = optional(
  shape({ trigger_actions_on: optional(list(oneOf(['on_enter_pressed', 'on_character_entered']))) }),
);

const menu = (more: Readonly<Record<string, Field>>, also?: Rule): Rule =>
  shape({ type, action_id, confirm, focus_on_load, placeholder, ...more }, also);

const multi = (more: Readonly<Record<string, Field>>, also?: Rule): Rule =>
  menu({ max_selected_items: optional(number({ min: 1 })), ...more }, also);

const options = optional(list(plainOption, { max: limits.options }));
const option_groups = optional(
  list(
    shape({
      label: required(plainText(limits.optionText)),
      options: required(list(plainOption, { max: limits.options })),
    }),
    { max: limits.optionGroups },
  ),
);
const staticOptions = { options, option_groups };
const offered = all(optionsOrGroups, initialIsOffered);
const filter = optional(
  shape({
    include: optional(list(oneOf(['im', 'mpim', 'private', 'public']))),
    exclude_external_shared_channels: optional(bool),
    exclude_bot_users: optional(bool),
  }),
);
const conversations = { default_to_current_conversation: optional(bool), filter };
const response_url_enabled = optional(bool);
const min_query_length = optional(number({ min: 0 }));
const textInput = (more: Readonly<Record<string, Field>>): Rule =>
  shape({ type, action_id, placeholder, focus_on_load, dispatch_action_config, ...more });

export const imageElement: Rule = shape({
  type,
  image_url: optional(string({ max: limits.imageUrl })),
  slack_file: optional(shape({ id: optional(string()), url: optional(string()) })),
  alt_text: required(string({ max: limits.altText })),
});

export const button: Rule = shape({
  type,
  action_id,
  text: required(plainText(limits.buttonText)),
  value,
  url: optional(string({ max: limits.url })),
  style: buttonStyle,
  confirm,
  accessibility_label,
});

const select: Readonly<Record<string, Rule>> = {
  static_select: menu({ ...staticOptions, initial_option: optional(plainOption) }, offered),
  external_select: menu({ initial_option: optional(plainOption), min_query_length }),
  users_select: menu({ initial_user: optional(string()) }),
  conversations_select: menu({
    initial_conversation: optional(string()),
    response_url_enabled,
    ...conversations,
  }),
  channels_select: menu({ initial_channel: optional(string()), response_url_enabled }),
  multi_static_select: multi({ ...staticOptions, initial_options: optional(list(plainOption)) }, offered),
  multi_external_select: multi({ initial_options: optional(list(plainOption)), min_query_length }),
  multi_users_select: multi({ initial_users: optional(ids) }),
  multi_conversations_select: multi({ initial_conversations: optional(ids), ...conversations }),
  multi_channels_select: multi({ initial_channels: optional(ids) }),
};

const choice: Readonly<Record<string, Rule>> = {
  checkboxes: shape(
    {
      type,
      action_id,
      confirm,
      focus_on_load,
      options: required(list(richOption, { max: limits.choices })),
      initial_options: optional(list(richOption)),
    },
    initialIsOffered,
  ),
  radio_buttons: shape(
    {
      type,
      action_id,
      confirm,
      focus_on_load,
      options: required(list(richOption, { max: limits.choices })),
      initial_option: optional(richOption),
    },
    initialIsOffered,
  ),
  datepicker: menu({ initial_date: optional(string()) }),
  timepicker: menu({ initial_time: optional(string()), timezone: optional(string()) }),
};

const overflow: Readonly<Record<string, Rule>> = {
  overflow: shape({
    type,
    action_id,
    confirm,
    options: required(list(plainOption, { max: limits.overflowOptions })),
  }),
};
const datetimepicker = shape({
  type,
  action_id,
  confirm,
  focus_on_load,
  initial_date_time: optional(number()),
});
const workflow_button = shape({
  type,
  action_id,
  text: required(plainText(limits.buttonText)),
  workflow: required(anything),
  style: buttonStyle,
  confirm,
  accessibility_label,
});
const rich_text_input = textInput({
  initial_value: optional(richTextBlock),
  min_lines: optional(number()),
  max_lines: optional(number()),
});

/** Elements by the place where they may stand. */
export const accessoryElements: Readonly<Record<string, Rule>> = {
  button,
  image: imageElement,
  workflow_button,
  ...select,
  ...choice,
  ...overflow,
};

export const actionsElements: Readonly<Record<string, Rule>> = {
  button,
  workflow_button,
  datetimepicker,
  rich_text_input,
  ...select,
  ...choice,
  ...overflow,
};

const initial_value = optional(string({ min: 0, max: limits.plainTextInput }));

export const inputElements: Readonly<Record<string, Rule>> = {
  ...select,
  ...choice,
  datetimepicker,
  rich_text_input,
  plain_text_input: textInput({
    initial_value,
    multiline: optional(bool),
    min_length: optional(number({ min: 0, max: limits.plainTextInput })),
    max_length: optional(number({ min: 1, max: limits.plainTextInput })),
  }),
  email_text_input: textInput({ initial_value }),
  url_text_input: textInput({ initial_value }),
  number_input: textInput({
    initial_value,
    is_decimal_allowed: required(bool),
    min_value: optional(string()),
    max_value: optional(string()),
  }),
  file_input: shape({
    type,
    action_id,
    filetypes: optional(list(string())),
    max_files: optional(number({ min: 1, max: 10 })),
  }),
};

const feedback = shape({
  text: required(plainText(limits.buttonText)),
  value: required(string({ max: limits.buttonValue })),
  accessibility_label,
});

export const contextActionsElements: Readonly<Record<string, Rule>> = {
  feedback_buttons: shape({
    type,
    action_id,
    positive_button: required(feedback),
    negative_button: required(feedback),
  }),
  icon_button: shape({
    type,
    action_id,
    icon: required(string()),
    text: required(plainText(limits.buttonText)),
    value,
    confirm,
    accessibility_label,
    visible_to_user_ids: optional(ids),
  }),
};
