import { freezePlaceInWords, holdsAt, type Freeze, type FreezePlace } from '../model/freeze.ts';
import type { Answer } from '../model/answer.ts';
import type { Command, Input } from '../model/input.ts';
import type { Person } from '../model/person.ts';
import type { Store } from '../store/store.ts';
import type { CalendarPlace } from '../approvals/calendar.ts';
import type { CalendarFreeze } from '../model/calendar-freeze.ts';
import { calendarStop } from './calendar-words.ts';
import { escapeText } from './escape-text.ts';
import { fromWhere } from './from-where.ts';
import { notMapped } from './not-mapped.ts';

export interface StopTools {
  store: Pick<Store, 'listFreezes' | 'beginFreeze' | 'endFreeze'>;
  findPerson: (slackUser: string) => Person | undefined;
  clusters: readonly string[];
  now: () => number;
}

/** What `actions.readOnly` answers. */
export const readOnlySentence =
  'Nothing was changed: Middlewatch is in read-only mode (actions.readOnly in its config).';

export interface Stop {
  reason: 'read-only' | 'frozen';
  /** For the record: plain text. */
  message: string;
  /** For Slack: mrkdwn. */
  text: string;
}

export interface StopSources {
  store: Pick<Store, 'listFreezes'>;
  readOnly: boolean;
  /** `freezes` of the config. */
  calendar?: readonly CalendarFreeze[];
  now: () => number;
}

/** Why nothing may start at this place; undefined: nothing stops it. */
export async function stopAt(
  { store, readOnly, calendar = [], now }: StopSources,
  place: CalendarPlace,
): Promise<Stop | undefined> {
  if (readOnly) return { reason: 'read-only', message: readOnlySentence, text: readOnlySentence };
  const freeze = (await store.listFreezes()).find((one) => holdsAt(one, place));
  const why = 'Nothing was changed:';
  const byCalendar = calendarStop(calendar, place, now());
  if (byCalendar !== undefined) {
    const message = `${why} ${byCalendar}`;
    return { reason: 'frozen', message, text: escapeText(message) };
  }
  if (freeze === undefined) return undefined;
  return {
    reason: 'frozen',
    message: `${why} ${describeFreeze(freeze, { who: freeze.frozenBy, date: isoDate })}`,
    text: `${why} ${freezeText(freeze)} \`/mw unfreeze\` ends it.`,
  };
}

/** Who, where, until when, why. */
function describeFreeze(
  freeze: Freeze,
  { who, date }: { who: string; date: (at: number) => string },
): string {
  const until = freeze.endsAt === undefined ? 'until somebody ends it' : `until ${date(freeze.endsAt)}`;
  return `${who} froze all actions on ${freezePlaceInWords(freeze)}, ${until}: ${freeze.reason}.`;
}

/** Whoever is mapped may stop actions: it harms nothing, and is on the record. */
export async function beginFreeze(
  tools: StopTools,
  input: Input,
  command: Extract<Command, { verb: 'freeze' }>,
): Promise<Answer> {
  const person = tools.findPerson(input.person);
  if (person === undefined) return notMapped(input.person);
  const unknown = unknownCluster(tools, command.cluster);
  if (unknown !== undefined) return unknown;
  const at = tools.now();
  const freeze: Freeze = {
    // Of the input: worked on twice, it begins once.
    id: input.id,
    ...placeOf(command),
    frozenBy: input.person,
    reason: command.reason,
    startedAt: at,
    ...(command.forMs !== undefined && { endsAt: at + command.forMs }),
  };
  await tools.store.beginFreeze(freeze, {
    at,
    kind: 'frozen',
    actor: input.person,
    user: person.user,
    data: { reason: freeze.reason, ...fromWhere(input), ...placeOf(freeze), endsAt: freeze.endsAt ?? null },
  });
  return {
    text: `${freezeText(freeze)} Plans can still be denied and cancelled; calls that left already are not taken back. \`/mw unfreeze\` ends it.`,
  };
}

/** Ends those of the place that is named, all where none is. */
export async function endFreezes(
  tools: StopTools,
  input: Input,
  command: Extract<Command, { verb: 'unfreeze' }>,
): Promise<Answer> {
  const person = tools.findPerson(input.person);
  if (person === undefined) return notMapped(input.person);
  const running = (await tools.store.listFreezes()).filter(
    (freeze) =>
      (command.cluster === undefined || freeze.cluster === command.cluster) &&
      (command.namespace === undefined || freeze.namespace === command.namespace),
  );
  const ended: Freeze[] = [];
  for (const freeze of running) {
    const written = await tools.store.endFreeze(freeze.id, {
      at: tools.now(),
      kind: 'unfrozen',
      actor: input.person,
      user: person.user,
      data: {
        freeze: freeze.id,
        frozenBy: freeze.frozenBy,
        reason: freeze.reason,
        ...placeOf(freeze),
        ...fromWhere(input),
      },
    });
    if (written === 'written') ended.push(freeze);
  }
  if (ended.length === 0) return { text: 'There is no such freeze. `/mw status` lists those that run.' };
  return { text: `Ended: ${ended.map(freezeText).join(' ')} Actions may be asked for again.` };
}

/** For `/mw status`: mrkdwn lines, none when nothing is stopped. */
export function stopLines(
  freezes: readonly Freeze[],
  mode: 'read-only' | 'acting',
  calendar: readonly string[] = [],
): string[] {
  return [
    ...(mode === 'read-only' ? ['*Read-only*: no action starts (`actions.readOnly`).'] : []),
    ...freezes.map((freeze) => `*Frozen*: ${freezeText(freeze)}`),
    ...calendar,
  ];
}

function freezeText(freeze: Freeze): string {
  const words = { who: `<@${freeze.frozenBy}>`, date: dateToken };
  return describeFreeze({ ...freeze, reason: escapeText(freeze.reason) }, words);
}

const isoDate = (at: number): string => new Date(at).toISOString();

/** Shown in the zone of whoever reads it. */
function dateToken(at: number): string {
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${isoDate(at)}>`;
}

function unknownCluster({ clusters }: StopTools, cluster: string | undefined): Answer | undefined {
  if (cluster === undefined || clusters.includes(cluster)) return undefined;
  return {
    text: `There is no cluster ${escapeText(cluster)} in the config; nothing was frozen. It knows: ${clusters.join(', ')}.`,
  };
}

function placeOf({ cluster, namespace }: FreezePlace): FreezePlace {
  return { ...(cluster !== undefined && { cluster }), ...(namespace !== undefined && { namespace }) };
}
