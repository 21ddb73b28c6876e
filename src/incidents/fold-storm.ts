import type { Incident } from '../model/incident.ts';
import { severityRank } from '../model/severity.ts';
import { isFolded, type Folded } from '../model/folded.ts';
import type { ChannelTraffic, Storm, Traffic } from '../model/storm.ts';
import type { TimelineEntry } from '../model/timeline.ts';
import type { DueMark, FoldingWrite, IntakeDecision, MessageWanted } from '../store/store.ts';
import { cardSentence, type CardReason, type StormLimits } from './card-reason.ts';
import { leadingAlert } from './leading-alert.ts';

export const stormWindowMs = 60_000;

export interface StormOptions {
  limits: StormLimits;
  /** A new id for a storm. */
  newId: () => string;
  /** The process's clock, for the record. */
  now: number;
}

/** True when it has to be decided who gets a card: only then is the traffic asked for. */
export function asksForCards(decision: IntakeDecision): boolean {
  return decision.opened.some(opensCard) || decision.changed.some(isFolded);
}

/**
 * Which of the incidents that open get a card of their own: so many a minute in each channel, then only critical ones, so
 * many again; the rest is folded into one storm whose card counts them. The gravest of a delivery come first. Pure.
 */
export function foldStorm(decision: IntakeDecision, traffic: Traffic, options: StormOptions): IntakeDecision {
  const book = new Book(traffic, options);
  const explaining = new Set(decision.opened.flatMap(({ partOf }) => partOf?.id ?? []));
  // A node that takes others along is what to look at, however mild its own alert is.
  const rank = ({ id, severity }: Incident): number => (explaining.has(id) ? 10 : severityRank(severity));
  const opened = decision.opened.filter(opensCard).toSorted((one, other) => rank(other) - rank(one));
  const verdicts = new Map<string, Verdict>();
  for (const incident of opened) verdicts.set(incident.id, book.judge(incident));
  for (const incident of decision.changed) {
    const why = returns(incident, traffic);
    if (why !== undefined) verdicts.set(incident.id, book.judgeAgain(incident, why));
  }
  if (verdicts.size === 0) return decision;
  const without = new Set([...verdicts].filter(([, { card }]) => !card).map(([id]) => id));
  const firing = firingAlerts(decision.alerts);
  const written = (incident: Incident): Incident => {
    const verdict = verdicts.get(incident.id);
    if (verdict === undefined) return incident;
    const { folded } = verdict;
    return folded === undefined
      ? incident
      : { ...incident, folded: { ...folded, ...leadingAlert(incident, firing.get(incident.id) ?? []) } };
  };
  const openedAnew = decision.changed.filter(({ id }) => verdicts.get(id)?.card === true);
  return {
    ...decision,
    opened: decision.opened.map(written),
    changed: decision.changed.map(written),
    timeline: [...(decision.timeline ?? []), ...book.timeline],
    due: [
      ...(decision.due ?? []).filter(({ kind, key }) => kind !== 'enrich' || !without.has(key)),
      ...openedAnew.map(({ id }): DueMark => ({ kind: 'enrich', key: id })),
      ...book.due,
    ],
    messages: [
      ...(decision.messages ?? []).filter(({ id }) => !without.has(id.slice(cardPrefix.length))),
      ...openedAnew.map(cardOf),
      ...book.messages,
    ],
    folding: book.written(),
  };
}

/** What becomes of one incident. */
interface Verdict {
  card: boolean;
  folded?: Omit<Folded, 'alertName' | 'node'>;
}

const cardPrefix = 'card/';

function cardOf({ id, channel }: Incident): MessageWanted {
  return { id: `${cardPrefix}${id}`, kind: 'card', channel, incidentId: id };
}

function firingAlerts(
  alerts: IntakeDecision['alerts'],
): ReadonlyMap<string, IntakeDecision['alerts'][number][]> {
  const firing = new Map<string, IntakeDecision['alerts'][number][]>();
  for (const alert of alerts) {
    if (alert.status !== 'firing') continue;
    const there = firing.get(alert.incidentId);
    if (there === undefined) firing.set(alert.incidentId, [alert]);
    else there.push(alert);
  }
  return firing;
}

/** One that was over before it was heard of has no card anyway. */
function opensCard({ state }: Incident): boolean {
  return state === 'firing';
}

/** A folded one is judged again when it became critical, and when it comes back after its storm. */
function returns(incident: Incident, { storms }: Traffic): 'worse' | 'back' | undefined {
  const { folded } = incident;
  if (folded === undefined || !isFolded(incident)) return undefined;
  if (incident.severity === 'critical' && folded.severity !== 'critical') return 'worse';
  const over = storms.every(({ id }) => id !== folded.storm);
  return over && incident.reopenedCount > folded.reopenedCount ? 'back' : undefined;
}

/** Counts the cards of each channel while they are given out. */
class Book {
  readonly timeline: TimelineEntry[] = [];
  readonly due: DueMark[] = [];
  readonly messages: MessageWanted[] = [];
  readonly #at: number;
  readonly #options: StormOptions;
  readonly #channels = new Map<string, ChannelTraffic>();
  readonly #storms = new Map<string, Storm>();
  readonly #counted = new Set<string>();
  readonly #begun: Storm[] = [];
  readonly #fedStorms = new Set<string>();

  constructor({ at, channels, storms }: Traffic, options: StormOptions) {
    this.#at = at;
    this.#options = options;
    const isRecent = (card: number): boolean => at - card < stormWindowMs;
    for (const one of channels) {
      const { channel, version } = one;
      const cards = one.cards.filter(isRecent);
      this.#channels.set(channel, { channel, version, cards, critical: one.critical.filter(isRecent) });
    }
    for (const storm of storms) this.#storms.set(storm.channel, storm);
  }

  judge(incident: Incident): Verdict {
    if (this.#takeCard(incident)) {
      const storm = this.#storms.get(incident.channel);
      this.#say(incident, storm === undefined ? 'below-limit' : 'critical', 'woken');
      return { card: true };
    }
    return { card: false, folded: this.#fold(incident) };
  }

  judgeAgain(incident: Incident, why: 'worse' | 'back'): Verdict {
    const { folded } = incident;
    if (folded === undefined) return { card: true };
    if (this.#takeCard(incident)) {
      this.#say(incident, why, 'unfolded');
      return { card: true, folded: { ...folded, openedAt: this.#at } };
    }
    if (this.#storms.get(incident.channel)?.id !== folded.storm)
      return { card: false, folded: this.#fold(incident) };
    this.#say(incident, 'folded-critical', 'folded');
    return { card: false, folded: { ...folded, severity: incident.severity } };
  }

  written(): FoldingWrite {
    return {
      traffic: [...this.#channels.values()].filter(({ channel }) => this.#counted.has(channel)),
      begun: this.#begun,
      storms: [...this.#fedStorms],
    };
  }

  /** Whether there is room for another card, which it takes then. */
  #takeCard({ channel, severity }: Incident): boolean {
    const { after, critical } = this.#options.limits;
    const before = this.#channels.get(channel) ?? { channel, version: 0, cards: [], critical: [] };
    if (!this.#storms.has(channel) && before.cards.length < after) {
      this.#channels.set(channel, { ...before, cards: [...before.cards, this.#at] });
    } else if (severity === 'critical' && before.critical.length < critical) {
      this.#channels.set(channel, { ...before, critical: [...before.critical, this.#at] });
    } else {
      return false;
    }
    this.#counted.add(channel);
    return true;
  }

  #fold(incident: Incident): NonNullable<Verdict['folded']> {
    const { channel, severity, reopenedCount } = incident;
    const storm = this.#storms.get(channel) ?? this.#begin(channel);
    this.#fedStorms.add(storm.id);
    this.#say(incident, severity === 'critical' ? 'folded-critical' : 'folded', 'folded');
    return { storm: storm.id, since: storm.startedAt, severity, reopenedCount };
  }

  #begin(channel: string): Storm {
    const storm: Storm = { id: this.#options.newId(), channel, startedAt: this.#at };
    this.#storms.set(channel, storm);
    this.#begun.push(storm);
    // Whoever counts the cards at the same time must not begin a second one: both write this row.
    if (!this.#channels.has(channel))
      this.#channels.set(channel, { channel, version: 0, cards: [], critical: [] });
    this.#counted.add(channel);
    this.messages.push({ id: `storm/${storm.id}`, kind: 'storm', channel });
    this.due.push({ kind: 'storm', key: storm.id });
    return storm;
  }

  #say({ id, channel }: Incident, reason: CardReason, kind: TimelineEntry['kind']): void {
    const text = cardSentence(reason, this.#options.limits, this.#storms.get(channel)?.startedAt);
    if (text !== undefined) this.timeline.push({ incidentId: id, at: this.#options.now, kind, text });
  }
}
