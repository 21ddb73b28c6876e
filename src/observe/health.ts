export type PartState = 'ok' | 'degraded' | 'down';

export interface HealthPart {
  name: string;
  state: PartState;
  /** ISO 8601: since when it is in this state. */
  since: string;
  detail: string;
}

/** What each part said last about itself. Only the store decides readiness: a Slack outage must not cut off the webhook. */
export class Health {
  readonly #parts = new Map<string, HealthPart>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns true when the state changed (a reason to log). */
  report(name: string, state: PartState, detail: string): boolean {
    const known = this.#parts.get(name);
    if (known?.state === state) {
      known.detail = detail;
      return false;
    }
    this.#parts.set(name, { name, state, since: new Date(this.#now()).toISOString(), detail });
    return true;
  }

  parts(): readonly HealthPart[] {
    return [...this.#parts.values()];
  }
}
