import type { Answer } from '../model/answer.ts';
import { incidentName, incidentStateWords, type Incident, type IncidentSnapshot } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Store } from '../store/store.ts';

/** Which incident an input is about. Recency never decides: when several fit, the person picks. */
export type IncidentChoice =
  | { found: IncidentSnapshot }
  | { found: undefined; answer: Answer; reason: 'none-open' | 'several-open' | 'no-such-incident' };

/**
 * DESIGN's order: named in the command, else the thread's incident, else the only open incident of this channel, else a pick list.
 * @param named `INC-12` or an id, as typed or as carried by a button
 */
export async function resolveIncident(
  store: Pick<Store, 'findIncident' | 'findIncidentByThread' | 'listOpenIncidents' | 'loadIncident'>,
  input: Pick<Input, 'channel' | 'threadTs'>,
  named: string | undefined,
): Promise<IncidentChoice> {
  if (named !== undefined) {
    const found = await store.findIncident(named);
    if (found !== undefined) return { found };
    return {
      found: undefined,
      reason: 'no-such-incident',
      answer: { text: `There is no incident ${named}. \`/mw status\` lists the open ones.` },
    };
  }
  if (input.threadTs !== undefined) {
    const found = await store.findIncidentByThread(input.channel, input.threadTs);
    if (found !== undefined) return { found };
  }
  const open = await store.listOpenIncidents(input.channel);
  const only = open[0];
  if (only === undefined) {
    return {
      found: undefined,
      reason: 'none-open',
      answer: {
        text: 'No incident is open in this channel. Name what you mean: an incident (INC-12) or an object (deploy/checkout -n shop).',
      },
    };
  }
  if (open.length === 1) {
    const found = await store.loadIncident(only.id);
    if (found !== undefined) return { found };
  }
  return {
    found: undefined,
    reason: 'several-open',
    answer: {
      text: `${open.length} incidents are open in this channel. Which one do you mean?`,
      choices: open.slice(0, 20).map(choiceOf),
    },
  };
}

function choiceOf(incident: Incident): { label: string; incident: string } {
  const { subject } = incident;
  const where = subject.namespace === undefined ? '' : ` in ${subject.namespace}`;
  return {
    label: `${incidentName(incident)} ${shortReference(subject)}${where} · ${incidentStateWords[incident.state]}`,
    incident: incident.id,
  };
}
