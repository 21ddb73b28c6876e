import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { Workspace } from '../../../src/drill/slack/workspace-handle.ts';
import { noFault, type Judgement } from './judgement.ts';
import type { Expected } from './storm-plan.ts';

/** The cards of the given channels; chance copies too. */
export function cardsIn(workspace: Workspace, channels: readonly string[]): readonly Message[] {
  return channels
    .flatMap((channel) => workspace.messages(channel))
    .filter((message) => String(message.metadata?.event_payload['message']).startsWith('card/'));
}

/** Each workload has exactly one card, and it says how things are. */
export function judgeCards(cards: readonly Message[], expected: readonly Expected[]): Judgement {
  const judgement = noFault();
  for (const { workload, word, title } of expected) {
    const own = cards.filter((card) => card.text.includes(`Deployment ${workload.name}: `));
    const [card] = own;
    if (card === undefined) {
      judgement.lost.push(`${workload.name} has no card`);
      continue;
    }
    if (own.length > 1) judgement.duplicated.push(`${workload.name} has ${own.length} cards`);
    const text = textOf(card);
    // The title ends where the line does, so that "X" is not taken for "X and 1 more".
    const titled = card.blocks?.some((block) => JSON.stringify(block).includes(`${title}"`)) ?? false;
    if (!text.includes(`*${word}*`)) judgement.wrong.push(`${workload.name} is not shown as ${word}`);
    if (!titled) judgement.wrong.push(`${workload.name} is not called "${title}" but: ${card.text}`);
  }
  return judgement;
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
