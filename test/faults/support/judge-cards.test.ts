import { expect, it } from 'vitest';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { IncidentSnapshot } from '../../../src/model/incident.ts';
import { judgeCards, judgeFolded } from './judge-cards.ts';
import { noFault } from './judgement.ts';
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
    metadata: { event_type: 'middlewatch', event_payload: { message: 'card/1' } },
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

function storm(title: string): Message {
  return {
    metadata: { event_type: 'middlewatch', event_payload: { message: 'storm/1' } },
    text: title,
    blocks: [{ type: 'header', text: { type: 'plain_text', text: title } }],
  } as unknown as Message;
}

it('a storm that counts it is enough', () => {
  expect(judgeCards([storm('🌪️ Storm: 1 incident, 1 open')], [expected])).toEqual(noFault());
});

it('a storm that counts too few lost it, and one that counts it as over is wrong', () => {
  expect(judgeCards([storm('🌪️ Storm: 0 incidents, 0 open')], [expected]).lost).toHaveLength(1);
  expect(judgeCards([storm('Storm over: 1 incident, 0 open')], [expected]).wrong).toHaveLength(1);
});

it('what is folded has no card besides, and its storm has one', () => {
  const folded = {
    incident: { id: '1', title, state: 'firing', folded: { storm: '1' } },
  } as unknown as IncidentSnapshot;
  const right = storm('🌪️ Storm: 1 incident, 1 open');
  expect(judgeFolded([right], [folded])).toEqual(noFault());
  expect(judgeFolded([right, card('Firing', title)], [folded]).duplicated).toHaveLength(1);
  expect(judgeFolded([right, right], [folded]).duplicated).toHaveLength(1);
  expect(judgeFolded([], [folded]).lost).toHaveLength(1);
  expect(judgeFolded([storm('🌪️ Storm: 2 incidents, 1 open')], [folded]).wrong).toHaveLength(1);
});
