import type { Incident, IncidentSnapshot } from '../../model/incident.ts';
import { moreModal, type ModalState } from '../views/more-modal.ts';
import { SlackCallError } from '../web/slack-problem.ts';
import { ranks } from '../web/rate-budgets.ts';
import { methodRate } from '../web/slack-rates.ts';
import type { ListenerPorts } from './listener-ports.ts';

const rate = methodRate('views.open');
/** A trigger id lives three seconds. */
const maxWaitMs = 1000;

/** Where to look for the incident that the modal is about. */
export type MoreSource =
  { incidentId: string } | { snapshot: IncidentSnapshot } | { incidents: readonly Incident[] };

/** Opens the modal at once from store reads and a quick question about rights; when that fails the person gets words. Never throws. */
export async function openMore(
  ports: ListenerPorts,
  request: {
    triggerId: string;
    responseUrl: string | undefined;
    person: string;
    find: () => Promise<MoreSource>;
  },
): Promise<void> {
  const say = (words: string): Promise<void> => ports.respond(request.responseUrl, words);
  try {
    const state = await stateOf(ports, await request.find());
    if (typeof state === 'string') {
      await say(state);
      return;
    }
    const refused =
      state.for === 'incident' ? await ports.lackingRights?.(request.person, state.snapshot) : undefined;
    await ports.caller.turn(`more/${request.triggerId}`, [rate], maxWaitMs, ranks.answer);
    await ports.caller.call('views.open', rate, (client) =>
      client.views.open({ trigger_id: request.triggerId, view: moreModal(state, refused) }),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    ports.log.warn({ problem }, 'the More modal could not be opened');
    const why = error instanceof SlackCallError ? 'Slack did not open the form' : 'The store did not answer';
    await say(`${why}, so nothing was done. Try again, or type the command: \`/mw help\`.`);
  }
}

async function stateOf(ports: ListenerPorts, source: MoreSource): Promise<ModalState | string> {
  if ('snapshot' in source) return { for: 'incident', snapshot: source.snapshot };
  if ('incidents' in source) {
    const { incidents } = source;
    if (incidents.length === 0) return 'There is no open incident in this channel.';
    const [only] = incidents;
    const snapshot =
      incidents.length === 1 && only !== undefined ? await ports.store.loadIncident(only.id) : undefined;
    return snapshot === undefined ? { for: 'channel', incidents } : { for: 'incident', snapshot };
  }
  const snapshot = await ports.store.loadIncident(source.incidentId);
  return snapshot === undefined
    ? 'This incident is not known any more. Type `/mw status`.'
    : { for: 'incident', snapshot };
}
