import type { ModalView, PlainTextOption } from '@slack/types';
import { debtName, type Debt } from '../../model/break-glass.ts';
import { callbackIds, modalInputs } from '../action-ids.ts';
import { slackLimits } from '../limits.ts';
import { foreignText } from '../text/foreign-text.ts';
import { section } from './elements.ts';
import { plainText, reasonForm } from './reason-form.ts';

const choices: readonly PlainTextOption[] = [
  { value: 'ok', text: plainText('It was right', slackLimits.optionText) },
  { value: 'not-ok', text: plainText('It was not right', slackLimits.optionText) },
];

/** Behind Review: what was done alone, and what a second person says of it. */
export function reviewForm(debt: Debt, metadata: string): ModalView {
  return reasonForm({
    callbackId: callbackIds.reviewSubmit,
    metadata,
    title: `Review ${debtName(debt)}`,
    submit: 'Close it',
    hint: 'Stands in the channel and on the record, for everybody.',
    blocks: [
      section(
        'debt',
        `*${foreignText(debt.title, 400)}*\nDone alone by ${foreignText(debt.owedByUser, 120)}, because: ${foreignText(debt.reason, 600)}`,
      ),
      {
        type: 'input',
        block_id: modalInputs.verdict,
        label: plainText('Was it right to do this alone?', slackLimits.inputLabel),
        element: { type: 'radio_buttons', action_id: modalInputs.verdict, options: [...choices] },
      },
    ],
  });
}
