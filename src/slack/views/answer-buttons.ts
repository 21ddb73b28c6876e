import type { Button } from '@slack/types';
import { actionIds } from '../action-ids.ts';
import { button } from './elements.ts';

/** What an approver presses, wherever a plan that waits is shown. The value is the handle of its request, nothing else. */
export function answerButtons({ handle, title }: { handle: string; title: string }): Button[] {
  return [
    button({
      actionId: actionIds.approve,
      text: 'Approve',
      value: handle,
      style: 'primary',
      label: `Approve: ${title}`,
    }),
    button({
      actionId: actionIds.deny,
      text: 'Deny',
      value: handle,
      style: 'danger',
      label: `Deny: ${title}`,
    }),
  ];
}
