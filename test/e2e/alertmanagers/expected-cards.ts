import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import { noFault, type Judgement } from '../../faults/support/judgement.ts';
import { judgeStormCard } from '../support/judge-storm-card.ts';
import type { IllWorkload } from './ill-pods.ts';

/** What the channels must show of one workload. */
export interface ExpectedCard {
  workload: IllWorkload;
  /** `none`: nobody was told of it. */
  word: 'Firing' | 'Resolved' | 'none';
  /** Who silenced it, as the card says it. */
  silenced?: RegExp;
}

/** Each workload has exactly one card that says how things are, or is counted by its channel's storm, which says so too. */
export function judgeChannel(roots: readonly Message[], expected: readonly ExpectedCard[]): Judgement {
  const judgement = noFault();
  const folded: ExpectedCard[] = [];
  for (const one of expected) {
    const { name } = one.workload;
    const own = roots.filter((root) => isCard(root) && root.text.includes(`Deployment ${name}: `));
    const [card] = own;
    if (own.length > 1) judgement.duplicated.push(`${name} has ${own.length} cards`);
    if (card !== undefined) judgeCard(judgement, card, one);
    else if (one.word !== 'none') folded.push(one);
  }
  if (folded.length === 0) return judgement;
  const storms = roots.filter((root) => messageId(root).startsWith('storm/'));
  const [storm] = storms;
  if (storm === undefined)
    judgement.lost.push(...folded.map(({ workload }) => `${workload.name} has no card`));
  else judgeStormCard(judgement, storm, { all: folded.length, open: folded.filter(isOpen).length });
  if (storms.length > 1) judgement.duplicated.push(`one storm has ${storms.length} cards`);
  return judgement;
}

function judgeCard(judgement: Judgement, card: Message, { workload, word, silenced }: ExpectedCard): void {
  const { name, alertname } = workload;
  if (word === 'none') {
    judgement.wrong.push(`${name} has a card, and was silenced from the start`);
    return;
  }
  const text = textOf(card);
  if (!text.includes(`*${word}*`)) judgement.wrong.push(`${name} is not shown as ${word}: ${card.text}`);
  if (!text.includes(alertname)) judgement.wrong.push(`${name} does not name ${alertname}: ${card.text}`);
  if (silenced === undefined ? /Silenced/.test(text) : !silenced.test(text))
    judgement.wrong.push(
      `${name} should ${silenced === undefined ? 'not be silenced' : `say ${String(silenced)}`}`,
    );
}

function isOpen({ word }: ExpectedCard): boolean {
  return word === 'Firing';
}

function isCard(message: Message): boolean {
  return messageId(message).startsWith('card/');
}

function messageId({ metadata }: Message): string {
  return String(metadata?.event_payload['message']);
}
