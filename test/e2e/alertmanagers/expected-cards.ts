import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { noFault, type Judgement } from '../../faults/support/judgement.ts';
import type { IllWorkload } from './ill-pods.ts';

/** What the channels must show of one workload. */
export interface ExpectedCard {
  workload: IllWorkload;
  /** `none`: nobody was told of it. */
  word: 'Firing' | 'Resolved' | 'none';
  /** Who silenced it, as the card says it. */
  silenced?: RegExp;
}

/** Each workload has exactly one card, and it says how things are. */
export function judgeCards(cards: readonly Message[], expected: readonly ExpectedCard[]): Judgement {
  const judgement = noFault();
  for (const { workload, word, silenced } of expected) {
    const { name } = workload;
    const own = cards.filter((card) => card.text.includes(`Deployment ${name}: `));
    const [card] = own;
    if (own.length > 1) judgement.duplicated.push(`${name} has ${own.length} cards`);
    if (word === 'none') {
      if (card !== undefined) judgement.wrong.push(`${name} has a card, and was silenced from the start`);
      continue;
    }
    if (card === undefined) {
      judgement.lost.push(`${name} has no card`);
      continue;
    }
    const text = textOf(card);
    if (!text.includes(`*${word}*`)) judgement.wrong.push(`${name} is not shown as ${word}: ${card.text}`);
    if (!text.includes(workload.alertname))
      judgement.wrong.push(`${name} does not name ${workload.alertname}: ${card.text}`);
    if (silenced === undefined ? /Silenced/.test(text) : !silenced.test(text))
      judgement.wrong.push(
        `${name} should ${silenced === undefined ? 'not be silenced' : `say ${String(silenced)}`}`,
      );
  }
  return judgement;
}
