import { expect, it } from 'vitest';
import type { Message } from '../../../src/drill/slack/message.ts';
import { judgeCards } from './judge-cards.ts';
import type { Expected } from './storm-plan.ts';

const title = 'Deployment app-1: HighErrorRate';
const expected: Expected = {
  workload: { name: 'app-1', namespace: 'shop' },
  word: 'Firing',
  title,
  alerts: new Map(),
};

function card(word: string, shown: string): Message {
  return {
    text: `${word}: INC-1 ${shown} (Critical)`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: `INC-1 ${shown}` } },
      { type: 'section', text: { type: 'mrkdwn', text: `*${word}* · Critical` } },
    ],
  } as unknown as Message;
}

it('the one right card is right', () => {
  expect(judgeCards([card('Firing', title)], [expected])).toEqual({ lost: [], duplicated: [], wrong: [] });
});

it('no card is a lost one', () => {
  expect(judgeCards([card('Firing', 'Deployment app-10: HighErrorRate')], [expected]).lost).toHaveLength(1);
});

it('two cards are one too many', () => {
  expect(judgeCards([card('Firing', title), card('Firing', title)], [expected]).duplicated).toHaveLength(1);
});

it('another state and another title are wrong', () => {
  expect(judgeCards([card('Resolved', `${title} and 1 more`)], [expected]).wrong).toHaveLength(2);
});
