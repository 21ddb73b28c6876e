import { blockLimits as limits } from './block-limits.ts';
import { bool, byType, oneOf, optional, required, shape, string, type Rule } from './rule.ts';

type Characters = { readonly max: number; readonly min?: number };

const plainShape = (characters: Characters): Rule =>
  shape({ type: required(oneOf(['plain_text'])), text: required(string(characters)), emoji: optional(bool) });

const markdownShape = (characters: Characters): Rule =>
  shape({ type: required(oneOf(['mrkdwn'])), text: required(string(characters)), verbatim: optional(bool) });

export const plainText = (max: number): Rule => byType({ plain_text: plainShape({ max }) });
export const mrkdwn = (max: number): Rule => byType({ mrkdwn: markdownShape({ max }) });
export const anyText = (max: number): Rule =>
  byType({ plain_text: plainShape({ max }), mrkdwn: markdownShape({ max }) });

export const confirmDialog: Rule = shape({
  title: optional(plainText(limits.confirmTitle)),
  text: required(anyText(limits.confirmText)),
  confirm: optional(plainText(limits.confirmButton)),
  deny: optional(plainText(limits.confirmButton)),
  style: optional(oneOf(['primary', 'danger'])),
});

const optionWith = (text: Rule): Rule =>
  shape({
    text: required(text),
    value: required(string({ max: limits.optionValue })),
    description: optional(anyText(limits.optionDescription)),
    url: optional(string({ max: limits.url })),
  });

/** An option of a select or an overflow menu: plain text only. */
export const plainOption: Rule = optionWith(plainText(limits.optionText));
/** An option of radio buttons or checkboxes. */
export const richOption: Rule = optionWith(anyText(limits.optionText));
