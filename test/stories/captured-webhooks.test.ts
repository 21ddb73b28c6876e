import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../src/drill/play/find-button.ts';
import { startStory, type Story } from './support/start-story.ts';
import { answersWithinMs, bePatient } from './support/patience.ts';

bePatient();

const fixtures = new URL('../fixtures/alertmanager/', import.meta.url);
const table = new URL('../../docs/subjects.md', import.meta.url);

interface Expected {
  payload: string;
  subject: string;
  namespace: string | undefined;
  incident: string;
  state: string;
}

/** The rows of docs/subjects.md that open or end an incident, payload by payload. */
async function documented(): Promise<Expected[]> {
  const rows: Expected[] = [];
  let payload = '';
  for (const line of (await readFile(table, 'utf8')).split('\n')) {
    payload = /^### ((?:am|prom)\S+)$/.exec(line)?.[1] ?? payload;
    const [, , , about, , key, state] = line.split('|').map((cell) => cell.trim());
    const incident = /^`(prod\/.*)`$/.exec(key ?? '')?.[1];
    if (payload === '' || incident === undefined) continue;
    const [, subject = '', namespace] = /^(\S+)(?: in (\S+))?$/.exec(about ?? '') ?? [];
    rows.push({ payload, subject, namespace, incident, state: state ?? '' });
  }
  return rows;
}

let story: Story;
beforeAll(async () => {
  // Many in one minute: here each is looked at by itself.
  story = await startStory({ config: { incidents: { storm: { after: 100 } } } });
  await story.startBot();
});
afterAll(async () => story.end());

describe('the captured webhooks', () => {
  it('are each taken, and become the cards that docs/subjects.md tells', async () => {
    const files = (await readdir(fixtures)).filter((file) => file.endsWith('.json')).sort();
    expect(files.length).toBeGreaterThanOrEqual(8);
    for (const file of files)
      expect(await story.post(await readFile(new URL(file, fixtures), 'utf8')), file).toBe(200);
    const rows = await documented();
    const withCard = new Set(
      rows.filter(({ state }) => !state.endsWith('no card')).map(({ incident }) => incident),
    );
    expect(withCard.size).toBeGreaterThanOrEqual(10);
    await story.workspace.waitFor(() => story.cards().length === withCard.size, {
      timeoutMs: 30_000,
      what: `a card for each of ${withCard.size} incidents, not ${story.cards().length}`,
    });
    for (const incident of withCard) {
      const [first] = rows.filter((row) => row.incident === incident);
      const subjects = rows.filter((row) => row.incident === incident).map(({ subject }) => subject);
      const last = rows.findLast((row) => row.incident === incident);
      const state = last?.state.startsWith('resolved') === true ? 'Resolved' : 'Firing';
      const where = first?.namespace === undefined ? ' on *prod*' : ` in *${first.namespace}* on *prod*`;
      await story.workspace.waitFor(
        () =>
          story.cards().some((card) => {
            const text = textOf(card);
            return (
              text.includes(`*${state}*`) &&
              subjects.some((subject) => text.includes(`\`${subject}\`${where}`))
            );
          }),
        {
          timeoutMs: answersWithinMs,
          what: `the card of ${incident}: ${state}, ${subjects.join(' or ')}${where}`,
        },
      );
    }
    expect(story.workspace.pings()).toEqual([]);
  });
});
