import { expect, test } from 'vitest';
import type { Queue } from '../../src/model/overview.ts';
import { reportBot } from '../../src/work/report-bot.ts';

const queue = (index: number): Queue => ({
  kind: 'publish',
  count: 1,
  waiting: 1,
  oldest: {
    key: `card/${index}`,
    dueAt: index,
    attempt: 1,
    problem: `<!channel> \`\`\` ${'x'.repeat(5_000)}`,
  },
});
const overview = { at: 10_000, schema: 6, replicas: [], leases: [], queues: [queue(1)] };

test('the health page, as text that stays text', () => {
  const { text } = reportBot(overview);
  expect(text).toMatch(/^```\nThe store's clock says[^]*Waiting longest: publish card\/1, due for 9 seconds/);
  expect(text).toContain("&lt;!channel&gt; '''");
  expect(text.match(/```/g)).toHaveLength(2);
});

test('what does not fit into a message is left to the page', () => {
  const { text } = reportBot({ ...overview, queues: Array.from({ length: 90 }, (_, index) => queue(index)) });
  expect(text.length).toBeLessThan(3_000);
  expect(text).toMatch(/… the health page, \/healthz, has the rest\n```$/);
});
