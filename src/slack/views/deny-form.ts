import type { ModalView, PlainTextElement } from '@slack/types';
import type { ActionRequest } from '../../model/action-request.ts';
import { longestReason } from '../../model/reason.ts';
import { callbackIds, modalInputs } from '../action-ids.ts';
import { slackLimits } from '../limits.ts';
import { cleanLine, foreignText } from '../text/foreign-text.ts';
import { truncateText } from '../text/truncate-text.ts';
import { section } from './elements.ts';

/** The form behind Deny: nothing is denied before it is sent. `metadata` comes back with it, and proves nothing. */
export function denyForm(request: Pick<ActionRequest, 'plan'>, metadata: string): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.denySubmit,
    private_metadata: metadata,
    title: plain('Deny this plan', slackLimits.viewTitle),
    submit: plain('Deny', slackLimits.viewTitle),
    close: plain('Back', slackLimits.viewTitle),
    blocks: [
      section('plan', foreignText(request.plan.title, 400)),
      {
        type: 'input',
        block_id: modalInputs.reason,
        label: plain('Why?', slackLimits.inputLabel),
        hint: plain('Stands on the plan and on the record, for everybody.', slackLimits.inputHint),
        element: {
          type: 'plain_text_input',
          action_id: modalInputs.reason,
          multiline: true,
          min_length: 3,
          max_length: longestReason,
          focus_on_load: true,
        },
      },
    ],
  };
}

function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: truncateText(cleanLine(text), max), emoji: false };
}
