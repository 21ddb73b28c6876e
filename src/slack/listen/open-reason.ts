import type { ModalView } from '@slack/types';
import type { z } from 'zod';
import { readDebtNumber } from '../../model/break-glass.ts';
import { actionIds } from '../action-ids.ts';
import { breakGlassForm } from '../views/break-glass-form.ts';
import { reviewForm } from '../views/review-form.ts';
import { ranks } from '../web/rate-budgets.ts';
import { methodRate } from '../web/slack-rates.ts';
import type { ListenerPorts } from './listener-ports.ts';
import type { actionsPayload } from './payloads.ts';
import { writeReasonMetadata } from './reason-metadata.ts';

const rate = methodRate('views.open');
/** A trigger id lives three seconds. */
const maxWaitMs = 1000;

/** By button: what makes its form of what is in the store; undefined: there is nothing to be done any more. */
const forms: Readonly<
  Record<
    string,
    | ((ports: ListenerPorts, value: string) => Promise<((metadata: string) => ModalView) | undefined>)
    | undefined
  >
> = {
  [actionIds.breakGlass]: async ({ store }, handle) => {
    const request = await store.findRequestByHandle(handle);
    return request?.state === 'awaiting-approval'
      ? (metadata) => breakGlassForm(request, metadata)
      : undefined;
  },
  [actionIds.review]: async ({ store }, value) => {
    const number = readDebtNumber(value);
    const debt = number === undefined ? undefined : await store.findDebt({ number });
    return debt?.review === undefined && debt !== undefined
      ? (metadata) => reviewForm(debt, metadata)
      : undefined;
  },
};

/**
 * Break glass and Review want a reason: opens the form at once from one store read. Gives `false`, without an
 * acknowledgement, when the click is one like any other: what it is about has ended or is not known, which the worker
 * says. Who may do it is checked when the form is sent.
 */
export async function openReason(
  ports: ListenerPorts,
  read: z.infer<typeof actionsPayload>,
  threadTs: string | undefined,
  acknowledge: () => Promise<void>,
): Promise<boolean> {
  const [action] = read.actions;
  const find = action === undefined ? undefined : forms[action.action_id];
  if (action === undefined || find === undefined) return false;
  const about = action.value ?? '';
  const view = await find(ports, about).catch((error: unknown) => {
    warn(ports, error);
    return undefined;
  });
  if (view === undefined) return false;
  await acknowledge();
  const channel = read.channel?.id ?? read.container?.channel_id ?? '';
  try {
    await ports.caller.turn(`reason/${read.trigger_id}`, [rate], maxWaitMs, ranks.answer);
    const metadata = writeReasonMetadata({ about, channel, ...(threadTs !== undefined && { threadTs }) });
    await ports.caller.call('views.open', rate, (client) =>
      client.views.open({ trigger_id: read.trigger_id, view: view(metadata) }),
    );
  } catch (error) {
    warn(ports, error);
    await ports.respond(
      read.response_url,
      'Nothing was done: Slack did not open the form. Press the button again, or type the command: `/mw help`.',
    );
  }
  return true;
}

function warn(ports: ListenerPorts, error: unknown): void {
  const problem = error instanceof Error ? error.message : String(error);
  ports.log.warn({ problem }, 'a form that wants a reason could not be opened');
}
