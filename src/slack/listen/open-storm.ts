import type { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { moreModal } from '../views/more-modal.ts';
import { stormModal, stormPageSize } from '../views/storm-modal.ts';
import { ranks } from '../web/rate-budgets.ts';
import { methodRate } from '../web/slack-rates.ts';
import { buttonCommand } from './button-command.ts';
import { commitInput } from './commit-input.ts';
import type { ListenerPorts } from './listener-ports.ts';
import type { actionsPayload } from './payloads.ts';

/** A trigger id lives three seconds. */
const maxWaitMs = 1000;
const rates = {
  open: methodRate('views.open'),
  push: methodRate('views.push'),
  update: methodRate('views.update'),
};

type Read = z.infer<typeof actionsPayload>;

export function isStormButton(actionId: string): boolean {
  return (
    actionId === actionIds.storm ||
    actionId === actionIds.stormEarlier ||
    actionId === actionIds.stormLater ||
    actionId === actionIds.stormOpen
  );
}

/** The list of a storm's incidents: opens it, turns its pages, and opens one of them. Never throws. */
export async function onStormButton(ports: ListenerPorts, read: Read): Promise<void> {
  const [action] = read.actions;
  const value = action?.value ?? '';
  try {
    if (action?.action_id === actionIds.storm) await openList(ports, read, value);
    else if (action?.action_id === actionIds.stormOpen) await openOne(ports, read, value);
    else await turnPage(ports, read, value);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    ports.log.warn({ problem }, "a storm's list could not be shown");
    await tell(
      ports,
      read,
      'The list could not be shown, so nothing was done. Try again, or type `/mw status`.',
    );
  }
}

async function openList(ports: ListenerPorts, read: Read, stormId: string): Promise<void> {
  const view = await page(ports, stormId, 0);
  await ports.caller.turn(`storm/${read.trigger_id}`, [rates.open], maxWaitMs, ranks.answer);
  await ports.caller.call('views.open', rates.open, (client) =>
    client.views.open({ trigger_id: read.trigger_id, view }),
  );
}

async function turnPage(ports: ListenerPorts, read: Read, value: string): Promise<void> {
  const separator = value.lastIndexOf('/');
  const offset = Number(value.slice(separator + 1));
  const viewId = read.view?.id;
  if (separator < 0 || !Number.isSafeInteger(offset) || offset < 0 || viewId === undefined) return;
  const view = await page(ports, value.slice(0, separator), offset);
  await ports.caller.turn(`storm/${read.trigger_id}`, [rates.update], maxWaitMs, ranks.answer);
  await ports.caller.call('views.update', rates.update, (client) =>
    client.views.update({ view_id: viewId, view }),
  );
}

/** Its card is asked for, and at once the person sees what can be done with it. */
async function openOne(ports: ListenerPorts, read: Read, incidentId: string): Promise<void> {
  const stormId = read.view?.private_metadata ?? '';
  const snapshot = await ports.store.loadIncident(incidentId);
  const storm = await ports.store.loadMessage(`storm/${stormId}`);
  const result = await commitInput(ports, {
    deduplicationKey: `${read.trigger_id}/${actionIds.stormOpen}`,
    person: read.user.id,
    channel: storm?.channel ?? '',
    via: 'button',
    command: buttonCommand(actionIds.stormOpen, incidentId),
  });
  if (!result.taken) {
    await tell(ports, read, result.words);
    return;
  }
  if (snapshot === undefined) return;
  await ports.caller.turn(`storm/${read.trigger_id}`, [rates.push], maxWaitMs, ranks.answer);
  await ports.caller.call('views.push', rates.push, (client) =>
    client.views.push({ trigger_id: read.trigger_id, view: moreModal({ for: 'incident', snapshot }) }),
  );
}

async function page(ports: ListenerPorts, stormId: string, offset: number) {
  const found = await ports.store.listStormIncidents(stormId, { offset, limit: stormPageSize });
  return stormModal({ stormId, offset, ...found });
}

/** A click in a list comes from no channel: the words go where the storm's card stands. */
async function tell(ports: ListenerPorts, read: Read, words: string): Promise<void> {
  if (read.response_url !== undefined) {
    await ports.respond(read.response_url, words);
    return;
  }
  const stormId = read.view?.private_metadata ?? '';
  const storm = await ports.store.loadMessage(`storm/${stormId}`).catch(() => undefined);
  if (storm !== undefined) await ports.whisper({ channel: storm.channel, person: read.user.id }, words);
}
