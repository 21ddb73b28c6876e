import type { ActionsBlock, Button, ModalView } from '@slack/types';
import { incidentName, incidentStateWords, type Incident } from '../../model/incident.ts';
import { actionIds, callbackIds } from '../action-ids.ts';
import { foreignText } from '../text/foreign-text.ts';
import { button, context, section } from './elements.ts';
import { objectWords } from './object-words.ts';
import { severityWords } from './severity-words.ts';

/** So many fit on a phone without getting lost. */
export const stormPageSize = 10;

export interface StormPage {
  stormId: string;
  offset: number;
  incidents: readonly Incident[];
  total: number;
}

/** The incidents of a storm, a page at a time: Open gives one a card of its own and shows what can be done with it. */
export function stormModal({ stormId, offset, incidents, total }: StormPage): ModalView {
  const blocks: ModalView['blocks'] = incidents.map((incident) =>
    section(
      `incident-${incident.id}`.slice(0, 255),
      incidentText(incident),
      button({
        actionId: actionIds.stormOpen,
        text: 'Open',
        value: incident.id,
        label: `Open ${incidentName(incident)}: it gets a card of its own`,
      }),
    ),
  );
  if (incidents.length === 0) blocks.push(section('empty', 'There is nothing here.'));
  const last = offset + incidents.length;
  blocks.push(
    context('page', `${total === 0 ? 0 : offset + 1} to ${last} of ${total}, open and grave ones first`),
  );
  const pages = pageButtons(stormId, offset, last, total);
  if (pages.length > 0)
    blocks.push({ type: 'actions', block_id: 'pages', elements: pages } satisfies ActionsBlock);
  return {
    type: 'modal',
    callback_id: callbackIds.storm,
    private_metadata: stormId,
    title: { type: 'plain_text', text: 'Storm', emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
    blocks,
  };
}

function incidentText(incident: Incident): string {
  const { emoji, word } = severityWords[incident.severity];
  return `${emoji} *${incidentName(incident)}* ${incidentStateWords[incident.state]} · ${word}\n${foreignText(incident.title, 150)} · ${objectWords(incident.subject)}`;
}

function pageButtons(stormId: string, offset: number, last: number, total: number): Button[] {
  const pages: Button[] = [];
  const to = (text: string, at: number, label: string, actionId: string): void => {
    pages.push(button({ actionId, text, value: `${stormId}/${at}`, label }));
  };
  if (offset > 0)
    to('Earlier', Math.max(0, offset - stormPageSize), 'The page before', actionIds.stormEarlier);
  if (last < total) to('Later', last, 'The next page', actionIds.stormLater);
  return pages;
}
