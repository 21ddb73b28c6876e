import { afterEach, expect, it } from 'vitest';
import { contextFixture, evidenceFixture } from '../support/incident-fixture.ts';
import { openIncident } from '../support/open-incident.ts';
import { startWorld, type SlackWorld } from '../support/slack-world.ts';

let world: SlackWorld;
afterEach(async () => await world.stop());

it('a chart of a moment ago that is not seen yet may still land: it is not uploaded again at once', async () => {
  let age = 0;
  world = await startWorld({ slack: { now: () => Date.now() + age } });
  const metric = {
    id: 'metric/1',
    kind: 'metric',
    source: 'prometheus',
    text: 'CPU above 80 %',
    data: { expression: 'cpu > 0.8', plotted: 'cpu', series: [] },
  } as const;
  const context = contextFixture({ evidence: [...evidenceFixture, metric] });
  await openIncident(world.store, 'incident-1', context);
  const chart = { id: 'chart/incident-1', kind: 'chart', incidentId: 'incident-1' } as const;
  const messages = [{ ...chart, channel: '#incidents', threadOf: 'card/incident-1' }];
  await world.store.recordContext('incident-1', context, { messages });
  await world.slack.publish('card/incident-1');
  // Another process began and died.
  await world.store.beginPosting(chart.id, Date.now());
  expect(await world.slack.publish(chart.id)).toMatchObject({
    retryInMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 3000) as number,
  });
  expect(world.workspace.calls('files.completeUploadExternal')).toEqual([]);
  age = 3000;
  expect(await world.slack.publish(chart.id)).toEqual({ done: true });
  expect(world.workspace.calls('files.completeUploadExternal')).toHaveLength(1);
});
