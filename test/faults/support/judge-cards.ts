import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { Workspace } from '../../../src/drill/slack/workspace-handle.ts';
import { isFolded } from '../../../src/model/folded.ts';
import type { IncidentSnapshot } from '../../../src/model/incident.ts';
import { judgeStormCard } from '../../e2e/support/judge-storm-card.ts';
import { noFault, type Judgement } from './judgement.ts';
import type { Expected } from './storm-plan.ts';

/** The messages that stand in the given channels by themselves; chance copies too. */
export function rootsIn(workspace: Workspace, channels: readonly string[]): ReadonlyMap<string, Message[]> {
  return new Map(channels.map((channel) => [channel, [...workspace.messages(channel)]]));
}

/** The cards of incidents in the given channels; chance copies too. */
export function cardsIn(workspace: Workspace, channels: readonly string[]): readonly Message[] {
  return [...rootsIn(workspace, channels).values()].flatMap(cardsOf);
}

function cardsOf(roots: readonly Message[]): readonly Message[] {
  return roots.filter((root) => messageId(root).startsWith('card/'));
}

/**
 * Each workload is told on exactly one card that says how things are: its own, or its channel's storm card, which counts
 * those that have none.
 *
 * @param roots all messages of one channel
 * @param expected the workloads of that channel
 */
export function judgeCards(roots: readonly Message[], expected: readonly Expected[]): Judgement {
  const judgement = noFault();
  const folded: Expected[] = [];
  for (const one of expected) {
    const own = cardsOf(roots).filter((card) => card.text.includes(`Deployment ${one.workload.name}: `));
    const [card] = own;
    if (card === undefined) folded.push(one);
    else judgeCard(judgement, card, one);
    if (own.length > 1) judgement.duplicated.push(`${one.workload.name} has ${own.length} cards`);
  }
  judgeStorms(judgement, roots, folded);
  return judgement;
}

function judgeCard(judgement: Judgement, card: Message, { workload, word, title }: Expected): void {
  // The title ends where the line does, so that "X" is not taken for "X and 1 more".
  const titled = card.blocks?.some((block) => JSON.stringify(block).includes(`${title}"`)) ?? false;
  if (!textOf(card).includes(`*${word}*`)) judgement.wrong.push(`${workload.name} is not shown as ${word}`);
  if (!titled) judgement.wrong.push(`${workload.name} is not called "${title}" but: ${card.text}`);
}

/**
 * Storm cards count those without a card of their own. They go on to count those that got one later, being worse or back:
 * how many these are only the store knows (judgeFolded).
 */
function judgeStorms(judgement: Judgement, roots: readonly Message[], folded: readonly Expected[]): void {
  const counts = stormsOf(roots).map(({ card }) => countsOf(card));
  const all = counts.reduce((sum, one) => sum + one.all, 0);
  const open = counts.reduce((sum, one) => sum + one.open, 0);
  const firing = folded.filter(({ word }) => word === 'Firing').length;
  if (all < folded.length) {
    const names = folded.map(({ workload }) => workload.name).join(', ');
    judgement.lost.push(`${names} have no card, and storms count ${all}`);
  } else if (all === folded.length ? open !== firing : open < firing) {
    judgement.wrong.push(`storms count ${open} open, and ${firing} without a card are`);
  }
}

/** Each storm's one card counts exactly those that were folded into it; what is folded still has no card of its own. */
export function judgeFolded(roots: readonly Message[], incidents: readonly IncidentSnapshot[]): Judgement {
  const judgement = noFault();
  const cards = new Set(roots.map(messageId));
  const expected = new Map<string, { all: number; open: number }>();
  for (const { incident } of incidents) {
    if (incident.folded === undefined) continue;
    const { storm } = incident.folded;
    const { all, open } = expected.get(storm) ?? { all: 0, open: 0 };
    const isOpen = incident.state === 'firing' || incident.state === 'acknowledged';
    expected.set(storm, { all: all + 1, open: open + Number(isOpen) });
    if (isFolded(incident) && cards.has(`card/${incident.id}`))
      judgement.duplicated.push(`${incident.title} has a card besides its storm's`);
  }
  const shown = new Map<string, Message[]>();
  for (const { storm, card } of stormsOf(roots)) shown.set(storm, [...(shown.get(storm) ?? []), card]);
  for (const [storm, counts] of expected) {
    const [card, ...more] = shown.get(storm) ?? [];
    if (card === undefined) judgement.lost.push(`a storm of ${counts.all} incidents has no card`);
    else judgeStormCard(judgement, card, counts);
    if (more.length > 0) judgement.duplicated.push(`a storm has ${more.length + 1} cards`);
  }
  return judgement;
}

function stormsOf(roots: readonly Message[]): { storm: string; card: Message }[] {
  return roots.flatMap((card) => {
    const [, storm] = /^storm\/(.*)$/.exec(messageId(card)) ?? [];
    return storm === undefined ? [] : [{ storm, card }];
  });
}

function countsOf(card: Message): { all: number; open: number } {
  const [, all, open] = /Storm[^:]*: (\d+) incidents?, (\d+) open/.exec(textOf(card)) ?? [];
  return { all: Number(all), open: Number(open) };
}

/** No message of the bot, card, evidence or plan, stands twice: each names itself in its metadata. */
export function judgeMessages(workspace: Workspace, channels: readonly string[]): Judgement {
  const judgement = noFault();
  const counts = new Map<string, number>();
  for (const channel of channels) {
    for (const message of workspace.messages(channel).flatMap(({ ts }) => workspace.thread(channel, ts))) {
      const id = message.metadata?.event_payload['message'];
      if (typeof id === 'string') counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  for (const [id, count] of counts) if (count > 1) judgement.duplicated.push(`${id} stands ${count} times`);
  return judgement;
}

function messageId({ metadata }: Message): string {
  return String(metadata?.event_payload['message']);
}
