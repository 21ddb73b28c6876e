import type { ModalView } from '@slack/types';
import type { ActionRequest } from '../../model/action-request.ts';
import { callbackIds } from '../action-ids.ts';
import { foreignText } from '../text/foreign-text.ts';
import { section } from './elements.ts';
import { reasonForm } from './reason-form.ts';

/** Behind Break glass: nothing is done before it is sent; then the plan is carried out. */
export function breakGlassForm({ plan }: Pick<ActionRequest, 'plan'>, metadata: string): ModalView {
  return reasonForm({
    callbackId: callbackIds.breakGlassSubmit,
    metadata,
    title: 'Break the glass',
    submit: 'Carry it out',
    hint: 'Stands in the channel and on the record, for everybody.',
    blocks: [
      section('plan', `*${foreignText(plan.title, 400)}*\n*Reaches* ${foreignText(plan.blastRadius, 400)}`),
      section(
        'means',
        'Nobody approves this: you carry it out alone. The channel is told at once, and somebody else must review it afterwards. Only who asked can do it.',
      ),
    ],
  });
}
