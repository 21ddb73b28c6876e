import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { Judgement } from '../../faults/support/judgement.ts';

/** A storm's card counts its incidents, and those that are still open. */
export function judgeStormCard(
  judgement: Judgement,
  card: Message,
  expected: { all: number; open: number },
): void {
  const [, all, open] = /Storm[^:]*: (\d+) incidents?, (\d+) open/.exec(textOf(card)) ?? [];
  if (Number(all) !== expected.all || Number(open) !== expected.open)
    judgement.wrong.push(`a storm of ${expected.all} incidents, ${expected.open} open, says: ${card.text}`);
}
