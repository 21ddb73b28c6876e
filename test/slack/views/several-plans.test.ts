import { expect, test } from 'vitest';
import { cardView } from '../../../src/slack/views/card.ts';
import { contextFixture, incidentFixture, nameFixture, requestFixture } from '../support/incident-fixture.ts';

const card = (plans: number, state: 'firing' | 'resolved'): string => {
  const snapshot = { incident: incidentFixture({ state }), alerts: [], context: contextFixture() };
  const requests = Array.from({ length: plans }, (_, index) => requestFixture({ id: `plan-${index}` }));
  return JSON.stringify(cardView({ snapshot, requests, personName: nameFixture }).blocks);
};

test('no waiting plan is hidden: those without a line of their own are counted', () => {
  expect(card(1, 'firing')).toContain('Approve or deny the plan in the thread');
  expect(card(2, 'firing')).not.toContain('more plan');
  expect(card(3, 'firing')).toContain('… and 1 more plan waits in the thread');
  expect(card(5, 'firing')).toContain('… and 3 more plans wait in the thread');
  expect(card(5, 'firing')).toContain('Approve or deny the 5 plans in the thread');
});

test('a plan that still waits when the incident is over is named, not told to be nothing', () => {
  expect(card(0, 'resolved')).toContain('Nothing. Look at the thread');
  expect(card(1, 'resolved')).toContain('a plan still waits in the thread: cancel or deny');
});
