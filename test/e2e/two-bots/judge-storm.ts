import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { ApiCall } from '../../../src/drill/slack/workspace-handle.ts';
import type { IncidentSnapshot } from '../../../src/model/incident.ts';
import { noFault, type Judgement } from '../../faults/support/judgement.ts';
import { judgeStormCard } from '../support/judge-storm-card.ts';

export interface ExpectedIncident {
  /** The Deployment's name. */
  name: string;
  word: 'Firing' | 'Resolved';
}

/** Each is one incident, told on exactly one card: its own, or that of the storm that it was folded into. */
export function judgeStorm(
  incidents: readonly IncidentSnapshot[],
  roots: readonly Message[],
  expected: readonly ExpectedIncident[],
): Judgement {
  const judgement = noFault();
  const byName = new Map<string, IncidentSnapshot[]>();
  for (const one of incidents) {
    const { name } = one.incident.subject;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  const byMessage = new Map<string, Message[]>();
  for (const root of roots) {
    const id = messageId(root);
    byMessage.set(id, [...(byMessage.get(id) ?? []), root]);
  }
  for (const { name, word } of expected) {
    const own = byName.get(name) ?? [];
    const [snapshot] = own;
    if (snapshot === undefined) {
      judgement.lost.push(`${name} is no incident`);
      continue;
    }
    if (own.length > 1) judgement.duplicated.push(`${name} is ${own.length} incidents`);
    judgeState(judgement, name, snapshot, word);
    judgeCard(judgement, name, { snapshot, byMessage, word });
  }
  judgeStorms(judgement, incidents, byMessage);
  return judgement;
}

/** Each storm's one card counts all that was folded into it. */
function judgeStorms(
  judgement: Judgement,
  incidents: readonly IncidentSnapshot[],
  byMessage: ReadonlyMap<string, readonly Message[]>,
): void {
  const storms = new Map<string, { all: number; open: number }>();
  for (const { incident } of incidents) {
    const storm = stormOf(incident);
    if (storm === undefined) continue;
    const { all, open } = storms.get(storm) ?? { all: 0, open: 0 };
    storms.set(storm, { all: all + 1, open: open + (incident.state === 'resolved' ? 0 : 1) });
  }
  for (const [storm, counts] of storms) {
    const cards = byMessage.get(`storm/${storm}`) ?? [];
    if (cards.length === 0) judgement.lost.push(`a storm of ${counts.all} incidents has no card`);
    if (cards.length > 1) judgement.duplicated.push(`a storm has ${cards.length} cards`);
    for (const card of cards) judgeStormCard(judgement, card, counts);
  }
}

function judgeState(
  judgement: Judgement,
  name: string,
  { incident, alerts }: IncidentSnapshot,
  word: ExpectedIncident['word'],
): void {
  if (alerts.length !== 1) judgement.wrong.push(`${name} has ${alerts.length} alerts`);
  if ((incident.state === 'resolved') !== (word === 'Resolved'))
    judgement.wrong.push(`${name} is ${incident.state} in the store`);
}

function judgeCard(
  judgement: Judgement,
  name: string,
  told: {
    snapshot: IncidentSnapshot;
    byMessage: ReadonlyMap<string, readonly Message[]>;
    word: ExpectedIncident['word'];
  },
): void {
  const { incident } = told.snapshot;
  const cards = told.byMessage.get(`card/${incident.id}`) ?? [];
  if (stormOf(incident) !== undefined) {
    if (cards.length > 0) judgement.duplicated.push(`${name} has a card besides its storm's`);
    return;
  }
  const [card] = cards;
  if (card === undefined) judgement.lost.push(`${name} has no card`);
  else if (!['Acknowledged', told.word].some((word) => textOf(card).includes(`*${word}*`)))
    judgement.wrong.push(`${name} is not shown as ${told.word}: ${card.text}`);
  if (cards.length > 1) judgement.duplicated.push(`${name} has ${cards.length} cards`);
}

/** The storm whose card stands for the incident. */
function stormOf(incident: object): string | undefined {
  const { folded } = incident as { folded?: { storm: string; openedAt?: number } };
  return folded === undefined || folded.openedAt !== undefined ? undefined : folded.storm;
}

function messageId({ metadata }: Message): string {
  return String(metadata?.event_payload['message']);
}

/** Edits that showed nothing new: the same message, edited to the same words as just before. */
export function uselessEdits(calls: readonly ApiCall[]): string[] {
  const shown = new Map<string, string>();
  const useless: string[] = [];
  for (const { method, args, ok } of calls) {
    if (ok !== true || method !== 'chat.update') continue;
    const at = `${String(args['channel'])}/${String(args['ts'])}`;
    const words = JSON.stringify([args['text'], args['blocks']]);
    if (shown.get(at) === words) useless.push(at);
    shown.set(at, words);
  }
  return useless;
}
