import type { ModalView, PlainTextElement, PlainTextOption } from '@slack/types';
import { actionWords } from '../../model/action-words.ts';
import { actionNames, isSilenceAction } from '../../model/action.ts';
import {
  incidentName,
  incidentStateWords,
  type Incident,
  type IncidentSnapshot,
} from '../../model/incident.ts';
import { callbackIds, modalInputs } from '../action-ids.ts';
import { slackLimits } from '../limits.ts';
import { cleanLine } from '../text/foreign-text.ts';
import { truncateText } from '../text/truncate-text.ts';
import { section } from './elements.ts';
import { objectWords } from './object-words.ts';
import { severityWords } from './severity-words.ts';
import { foreignText } from '../text/foreign-text.ts';

/** What moves or tells of the incident itself; each value is a verb of the grammar. */
const incidentChoices = [
  { verb: 'ack', text: 'Acknowledge' },
  { verb: 'resolve', text: 'Resolve by hand' },
  { verb: 'undo', text: 'Undo the last action' },
  { verb: 'abort', text: 'Abort what is being done' },
  { verb: 'status', text: 'Show the status' },
  { verb: 'why', text: 'Say why it woke us, or not' },
  { verb: 'audit', text: 'Show the record' },
  { verb: 'can', text: 'Say what I may do' },
];

const actionChoices = actionNames.map((action) => {
  const { label, kinds } = actionWords[action];
  return { verb: action, text: isSilenceAction(action) ? label : `${label}: ${kinds.join(', ')}` };
});

export const modalChoices: readonly { verb: string; text: string }[] = [...incidentChoices, ...actionChoices];

export type ModalState =
  | { for: 'incident'; snapshot: IncidentSnapshot }
  /** Opened where no incident is at hand: the person picks one first. At most 100 are offered. */
  | { for: 'channel'; incidents: readonly Incident[] };

/** What Kubernetes would refuse whoever opened the modal, by action: the rules that are not there. */
export interface RefusedBeforehand {
  whose: 'person' | 'bot';
  actions: ReadonlyMap<string, readonly { rule: string; namespace?: string }[]>;
}

/** The modal behind More and the message shortcut. An action only asks for a plan: nothing happens on submit. */
export function moreModal(state: ModalState, refused?: RefusedBeforehand): ModalView {
  const incident = state.for === 'incident' ? state.snapshot.incident : undefined;
  return {
    type: 'modal',
    callback_id: callbackIds.moreSubmit,
    private_metadata: incident?.id ?? '',
    title: plain(incident === undefined ? 'Incident actions' : incidentName(incident), slackLimits.viewTitle),
    submit: plain('Go on', slackLimits.viewTitle),
    close: plain('Close', slackLimits.viewTitle),
    blocks: [
      ...(state.for === 'incident'
        ? [section('incident-line', incidentText(state.snapshot.incident))]
        : [incidentInput(state.incidents)]),
      ...(incident === undefined || refused === undefined || refused.actions.size === 0
        ? []
        : [section('rights-line', rightsText(incident, refused))]),
      {
        type: 'input',
        block_id: modalInputs.what,
        label: plain('What', slackLimits.inputLabel),
        element: {
          type: 'static_select',
          action_id: modalInputs.what,
          option_groups: [
            { label: plain('The incident', slackLimits.optionText), options: incidentChoices.map(option) },
            {
              label: plain('An action: a plan first, nothing happens yet', slackLimits.optionText),
              options: actionChoices.map((choice) => marked(option(choice), choice.verb, refused)),
            },
          ],
        },
      },
      {
        type: 'input',
        block_id: modalInputs.object,
        optional: true,
        label: plain('Object', slackLimits.inputLabel),
        hint: plain(
          "For an action: deploy/checkout -n shop, or node-3. Empty: the incident's own. Silence: 2h. Set resources: --from vpa.",
          slackLimits.inputHint,
        ),
        element: { type: 'plain_text_input', action_id: modalInputs.object, max_length: 500 },
      },
      {
        type: 'input',
        block_id: modalInputs.number,
        optional: true,
        label: plain('Number', slackLimits.inputLabel),
        hint: plain(
          'Roll back: the revision to return to (empty: the one before). Scale: how many replicas.',
          slackLimits.inputHint,
        ),
        element: { type: 'plain_text_input', action_id: modalInputs.number, max_length: 20 },
      },
    ],
  };
}

/** Said before it is pressed; it can still be chosen, for rights may be given meanwhile. */
function marked(
  choice: PlainTextOption,
  verb: string,
  refused: RefusedBeforehand | undefined,
): PlainTextOption {
  const rules = refused?.actions.get(verb);
  if (refused === undefined || rules === undefined) return choice;
  const who = refused.whose === 'person' ? 'You may not' : 'The bot may not';
  const namespaces = new Set(rules.map(({ namespace }) => namespace));
  const [namespace] = namespaces.size === 1 ? namespaces : [];
  const where = namespace === undefined ? '' : ` in ${namespace}`;
  return {
    ...choice,
    text: plain(`✗ ${choice.text.text}`, slackLimits.optionText),
    description: plain(
      `${who}: no rule ${rules.map(({ rule }) => rule).join(', ')}${where}`,
      slackLimits.optionText,
    ),
  };
}

function rightsText({ cluster }: Incident, { whose }: RefusedBeforehand): string {
  const whom = whose === 'person' ? 'you' : 'the bot';
  return `✗: Kubernetes refuses ${whom} this on ${foreignText(cluster, 60)}; each says which rule is missing. \`middlewatch rbac\` prints the roles that have them, \`/mw can\` lists all.`;
}

function option({ verb, text }: { verb: string; text: string }): PlainTextOption {
  return { text: plain(text, slackLimits.optionText), value: verb };
}

function incidentText(incident: Incident): string {
  const { emoji, word } = severityWords[incident.severity];
  return `*${incidentStateWords[incident.state]}* · ${emoji} ${word} · ${foreignText(incident.title, 200)}\n${objectWords(incident.subject)}`;
}

function incidentInput(incidents: readonly Incident[]): ModalView['blocks'][number] {
  return {
    type: 'input',
    block_id: modalInputs.incident,
    label: plain('Incident', slackLimits.inputLabel),
    element: {
      type: 'static_select',
      action_id: modalInputs.incident,
      options: incidents.slice(0, slackLimits.options).map((incident) => ({
        text: plain(`${incidentName(incident)} ${incident.title}`, slackLimits.optionText),
        value: incidentName(incident),
      })),
    },
  };
}

function plain(text: string, max: number): PlainTextElement {
  return { type: 'plain_text', text: truncateText(cleanLine(text), max), emoji: false };
}
