import { acknowledge } from '../incidents/transitions.ts';
import type { Answer } from '../model/answer.ts';
import type { Incident } from '../model/incident.ts';
import type { Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { Storm, StormSnapshot } from '../model/storm.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { Store } from '../store/store.ts';
import { fromWhere } from './from-where.ts';
import { notMapped } from './not-mapped.ts';

export interface AcknowledgeStormTools {
  store: Pick<Store, 'acknowledgeStorm' | 'loadStorm' | 'listStormIncidents'>;
  findPerson: (slackUser: string) => Person | undefined;
  move: { now: () => number };
}

/** So many incidents in one transaction: a storm has thousands, and webhooks want to be written between. */
const batchSize = 200;
/** So many are read at once: the list of a storm is sorted each time. */
const pageSize = 1_000;
/** Alerts change incidents while they are acknowledged: a batch of which none could be written is read again so often. */
const attempts = 5;

/**
 * Somebody takes a storm on: with it the incidents for which its card stands, those that fire and have no card of their
 * own. What comes into the storm later waits for the next press.
 */
export async function acknowledgeStorm(
  tools: AcknowledgeStormTools,
  input: Input,
  stormId: string,
): Promise<Answer> {
  const person = tools.findPerson(input.person);
  if (person === undefined) return notMapped(input.person);
  const snapshot = await tools.store.loadStorm(stormId);
  if (snapshot === undefined)
    return { text: 'This storm is not known any more. `/mw status` lists what is open.' };
  const by = snapshot.storm.acknowledgedBy;
  if (by !== undefined && snapshot.unacknowledged === 0)
    return {
      text: by === person.slackUser ? 'You are on this storm already.' : `<@${by}> is on this storm already.`,
    };
  return { text: answerOf(snapshot, person, await takeOn(tools, input, person, snapshot)) };
}

/** Gives how many incidents were acknowledged, and how many changed each time before that could be written. */
async function takeOn(
  tools: AcknowledgeStormTools,
  input: Input,
  person: Person,
  { storm, unacknowledged }: StormSnapshot,
): Promise<{ taken: number; missed: number }> {
  const wanted = { offset: 0, only: 'unacknowledged' } as const;
  let taken = 0;
  let missed: number;
  let fruitless = 0;
  // Not more than there were when it was pressed: a storm that goes on must not keep this going.
  do {
    const limit = Math.min(pageSize, unacknowledged - taken);
    const { incidents } = await tools.store.listStormIncidents(storm.id, { ...wanted, limit });
    let written = 0;
    for (let first = 0; first < incidents.length; first += batchSize)
      written += await takeBatch(tools, input, person, {
        storm,
        incidents: incidents.slice(first, first + batchSize),
      });
    if (incidents.length === 0) {
      // Nobody to acknowledge: the storm is taken on all the same.
      if (taken === 0) await takeBatch(tools, input, person, { storm, incidents });
      return { taken, missed: 0 };
    }
    taken += written;
    missed = incidents.length - written;
    fruitless = written === 0 ? fruitless + 1 : 0;
  } while (taken < unacknowledged && fruitless < attempts);
  return { taken, missed };
}

async function takeBatch(
  { store, move }: AcknowledgeStormTools,
  input: Input,
  person: Person,
  { storm, incidents }: { storm: Storm; incidents: readonly Incident[] },
): Promise<number> {
  const at = move.now();
  const result = await store.acknowledgeStorm(storm.id, {
    person: person.slackUser,
    at,
    ...moved(incidents, person, at),
    audit: {
      at,
      kind: 'acknowledged',
      actor: person.slackUser,
      user: person.user,
      data: { storm: storm.id, ...fromWhere(input) },
    },
  });
  return result === 'conflict' ? 0 : result.incidents;
}

function moved(
  incidents: readonly Incident[],
  { slackUser, user }: Person,
  at: number,
): { incidents: readonly Incident[]; timeline: readonly TimelineEntry[] } {
  const moves = incidents.flatMap((incident) => {
    const move = acknowledge(incident, { person: slackUser, user }, at);
    return 'late' in move ? [] : [move];
  });
  return {
    incidents: moves.map(({ incident }) => incident),
    timeline: moves.flatMap(({ timeline }) =>
      timeline.map((entry) => ({ ...entry, text: 'Acknowledged with the storm that it is part of' })),
    ),
  };
}

function answerOf(
  { storm }: StormSnapshot,
  person: Person,
  { taken, missed }: { taken: number; missed: number },
): string {
  const before = storm.acknowledgedBy;
  const lines = [
    taken === 0
      ? 'You are on this storm.'
      : `You are on this storm: ${taken === 1 ? '1 incident is' : `${taken} incidents are`} acknowledged.`,
  ];
  if (before !== undefined && before !== person.slackUser) lines.push(`<@${before}> took it on before you.`);
  if (missed > 0) lines.push(`${missed} changed too fast: press again.`);
  lines.push(
    'What has a card of its own is acknowledged there; one that turns critical gets one and says so in the channel.',
  );
  return lines.join(' ');
}
