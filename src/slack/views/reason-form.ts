import type { InputBlock, ModalView, PlainTextElement } from '@slack/types';
import { longestReason } from '../../model/reason.ts';
import { modalInputs } from '../action-ids.ts';
import { slackLimits } from '../limits.ts';
import { cleanLine } from '../text/foreign-text.ts';
import { truncateText } from '../text/truncate-text.ts';

/** A form that wants a typed reason. `metadata` comes back with it, and proves nothing. */
export function reasonForm(form: {
  callbackId: string;
  metadata: string;
  title: string;
  submit: string;
  hint: string;
  /** Stands before the reason. */
  blocks: ModalView['blocks'];
}): ModalView {
  const reason: InputBlock = {
    type: 'input',
    block_id: modalInputs.reason,
    label: plainText('Why?', slackLimits.inputLabel),
    hint: plainText(form.hint, slackLimits.inputHint),
    element: {
      type: 'plain_text_input',
      action_id: modalInputs.reason,
      multiline: true,
      min_length: 3,
      max_length: longestReason,
      focus_on_load: true,
    },
  };
  return {
    type: 'modal',
    callback_id: form.callbackId,
    private_metadata: form.metadata,
    title: plainText(form.title, slackLimits.viewTitle),
    submit: plainText(form.submit, slackLimits.viewTitle),
    close: plainText('Back', slackLimits.viewTitle),
    blocks: [...form.blocks, reason],
  };
}

export function plainText(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: truncateText(cleanLine(text), max), emoji: false };
}
