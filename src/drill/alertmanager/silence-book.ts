import { randomUUID } from 'node:crypto';

/** As on the wire: prometheus/alertmanager api/v2/openapi.yaml. */
export interface WireMatcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface StoredSilence {
  id: string;
  matchers: readonly WireMatcher[];
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  createdBy: string;
  comment: string;
}

export type WantedSilence = Omit<StoredSilence, 'id' | 'updatedAt'> & { id?: string };

/** What Alertmanager would refuse, with its status and words. */
export class SilenceProblem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Labels = Readonly<Record<string, string>>;

/** Alertmanager's silences with the rules of silence/silence.go: what keeps an id, what ends, what mutes. */
export class SilenceBook {
  readonly #now: () => number;
  readonly #silences = new Map<string, StoredSilence>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The newest change first, expired ones too. */
  list(): readonly StoredSilence[] {
    return [...this.#silences.values()].reverse();
  }

  stateOf({ startsAt, endsAt }: StoredSilence): 'expired' | 'active' | 'pending' {
    if (Date.parse(endsAt) <= this.#now()) return 'expired';
    return Date.parse(startsAt) > this.#now() ? 'pending' : 'active';
  }

  /** Gives the id: the same when only end and comment of a running one change, else of a new silence. */
  set(wanted: WantedSilence): string {
    const now = new Date(this.#now()).toISOString();
    const ends = Date.parse(wanted.endsAt);
    if (ends < Date.parse(wanted.startsAt))
      throw new SilenceProblem(400, 'failed to create silence: start time must be before end time');
    if (ends < this.#now())
      throw new SilenceProblem(400, "failed to create silence: end time can't be in the past");
    for (const matcher of wanted.matchers) expressionOf(matcher);
    if (wanted.matchers.every((matcher) => matches(matcher, '')))
      throw new SilenceProblem(400, 'silence invalid: at least one matcher must not match the empty string');
    const known = wanted.id === undefined ? undefined : this.#silences.get(wanted.id);
    if (wanted.id !== undefined && known === undefined) throw new SilenceProblem(404, 'silence not found');
    const keeps = known !== undefined && this.#canBeUpdated(known, wanted);
    if (known !== undefined && !keeps && this.stateOf(known) !== 'expired') this.expire(known.id);
    const id = keeps ? known.id : randomUUID();
    const startsAt = !keeps && Date.parse(wanted.startsAt) < this.#now() ? now : wanted.startsAt;
    this.#silences.delete(id);
    this.#silences.set(id, { ...wanted, startsAt, id, updatedAt: now });
    return id;
  }

  /** Harmless when it has ended. */
  expire(id: string): void {
    const known = this.#silences.get(id);
    if (known === undefined) throw new SilenceProblem(404, 'silence not found');
    if (this.stateOf(known) === 'expired') return;
    const now = new Date(this.#now()).toISOString();
    this.#silences.set(id, { ...known, endsAt: now, updatedAt: now });
  }

  /** Ids of the active silences that mute these labels. */
  mutes(labels: Labels): string[] {
    return this.list()
      .filter((silence) => this.stateOf(silence) === 'active')
      .filter(({ matchers }) => matchers.every((matcher) => matches(matcher, labels[matcher.name] ?? '')))
      .map(({ id }) => id);
  }

  #canBeUpdated(known: StoredSilence, wanted: WantedSilence): boolean {
    if (JSON.stringify(known.matchers) !== JSON.stringify(wanted.matchers)) return false;
    const state = this.stateOf(known);
    return state === 'pending' || (state === 'active' && known.startsAt === wanted.startsAt);
  }
}

/** A label that is not there has the value ''. */
export function matches(matcher: WireMatcher, value: string): boolean {
  const found = matcher.isRegex ? expressionOf(matcher).test(value) : value === matcher.value;
  return found === matcher.isEqual;
}

function expressionOf({ isRegex, value }: WireMatcher): RegExp {
  try {
    return isRegex ? new RegExp(`^(?:${value})$`, 'u') : /(?:)/;
  } catch {
    throw new SilenceProblem(400, `silence invalid: invalid matcher: error parsing regexp: ${value}`);
  }
}
