import type { z } from 'zod';
import { denyForm } from '../views/deny-form.ts';
import { ranks } from '../web/rate-budgets.ts';
import { methodRate } from '../web/slack-rates.ts';
import { writeDenyMetadata } from './deny-metadata.ts';
import type { ListenerPorts } from './listener-ports.ts';
import type { actionsPayload } from './payloads.ts';

const rate = methodRate('views.open');
/** A trigger id lives three seconds. */
const maxWaitMs = 1000;
const byWords =
  'Nothing was denied: the form could not be opened. Press Deny again, or mention the bot in the thread: `@middlewatch deny --reason "…"`.';

/**
 * Deny wants a reason: opens its form at once from one store read. Gives `false`, without an acknowledgement, when the
 * click is one like any other: the request has ended or is not known, which the worker says. Who may deny is checked
 * when the form is sent.
 */
export async function openDeny(
  ports: ListenerPorts,
  read: z.infer<typeof actionsPayload>,
  threadTs: string | undefined,
  acknowledge: () => Promise<void>,
): Promise<boolean> {
  const handle = read.actions[0]?.value ?? '';
  const channel = read.channel?.id ?? read.container?.channel_id ?? '';
  const request = await ports.store.findRequestByHandle(handle).catch((error: unknown) => {
    warn(ports, error);
    return undefined;
  });
  if (request?.state !== 'awaiting-approval') return false;
  await acknowledge();
  const place = { channel, ...(threadTs !== undefined && { threadTs }) };
  try {
    await ports.caller.turn(`deny/${read.trigger_id}`, [rate], maxWaitMs, ranks.answer);
    const view = denyForm(request, writeDenyMetadata({ handle, ...place }));
    await ports.caller.call('views.open', rate, (client) =>
      client.views.open({ trigger_id: read.trigger_id, view }),
    );
  } catch (error) {
    warn(ports, error);
    await ports.respond(read.response_url, byWords);
  }
  return true;
}

function warn(ports: ListenerPorts, error: unknown): void {
  const problem = error instanceof Error ? error.message : String(error);
  ports.log.warn({ problem }, 'the form behind Deny could not be opened');
}
