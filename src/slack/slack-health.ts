/** Shape of a report to observe/health: `down` = nobody reaches the bot, or it reaches nobody. */
export interface SlackReport {
  state: 'ok' | 'degraded' | 'down';
  detail: string;
}

/** Errors that mean that the bot's token is of no use. */
const deadTokens = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'team_disabled',
]);

/** Errors of a channel or of the installation that somebody has to mend: until then a card is missing. */
const unpostable = new Set([
  'channel_not_found',
  'is_archived',
  'missing_scope',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);

const posts = /^chat\.(postMessage|update)$/;

function inChannel(channel: string | undefined): string {
  return channel === undefined ? '' : ` in ${channel}`;
}

/** Gathers what is known about the way to Slack into one sentence. `report` is called when it changes. */
export class SlackHealth {
  readonly #report: (report: SlackReport) => void;
  #incoming: SlackReport = { state: 'down', detail: 'not connected yet' };
  #outgoing: SlackReport = { state: 'ok', detail: '' };
  /** Methods that show messages and are refused at the moment → Slack's word for why. */
  readonly #refused = new Map<string, string>();
  #lacks: readonly string[] = [];
  #last = '';

  constructor(report: (report: SlackReport) => void) {
    this.#report = report;
    this.#tell();
  }

  /** Commands, clicks and mentions. */
  incoming(report: SlackReport): void {
    this.#incoming = report;
    this.#tell();
  }

  /** What came of a Web API call. */
  called(method: string, outcome: string, channel?: string): void {
    if (deadTokens.has(outcome))
      this.#outgoing = { state: 'down', detail: `Slack refuses the token: ${outcome}` };
    else if (outcome === 'lost')
      this.#outgoing = { state: 'degraded', detail: `Slack did not answer ${method}` };
    else if (outcome === 'ok') {
      this.#outgoing = { state: 'ok', detail: '' };
      // Whatever it takes works now, in this channel.
      this.#refused.delete(`${method}${inChannel(channel)}`);
      if (posts.test(method) && channel !== undefined)
        for (const what of this.#refused.keys())
          if (what.endsWith(inChannel(channel))) this.#refused.delete(what);
    }
    if (posts.test(method) && unpostable.has(outcome))
      this.#refused.set(`${method}${inChannel(channel)}`, outcome);
    this.#tell();
  }

  /** What the installation does not allow, each with what is lost by it. */
  lacks(sentences: readonly string[]): void {
    this.#lacks = sentences;
    this.#tell();
  }

  current(): SlackReport {
    const parts = [this.#incoming, this.#outgoing];
    const worst =
      parts.find((part) => part.state === 'down') ?? parts.find((part) => part.state === 'degraded');
    const refused = [...this.#refused].map(([method, word]) => `Slack refuses ${method}: ${word}`);
    const missing = [...refused, ...this.#lacks];
    const state = worst?.state ?? (missing.length > 0 ? 'degraded' : 'ok');
    const detail = [...parts.map((part) => part.detail), ...missing].filter((text) => text !== '').join('; ');
    return { state, detail };
  }

  #tell(): void {
    const report = this.current();
    const said = `${report.state} ${report.detail}`;
    if (said === this.#last) return;
    this.#last = said;
    this.#report(report);
  }
}
