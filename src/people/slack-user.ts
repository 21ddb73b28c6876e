/** What Slack says of one account. @see https://docs.slack.dev/reference/objects/user-object */
export interface SlackUser {
  id: string;
  /** Of the account, not of where it was met: another workspace's account has another one. */
  teamId: string | undefined;
  /** Workspaces of one Enterprise organisation that the account belongs to. */
  teams: readonly string[];
  deleted: boolean;
  /** Apps, workflows, connectors and Slackbot. */
  isBot: boolean;
  /** Multi-channel guest; a single-channel guest is both. */
  isGuest: boolean;
  /** Slack Connect: somebody of another workspace. */
  isStranger: boolean;
  /** Invited, but never signed in. */
  isInvited: boolean;
  /** Needs users:read.email. */
  email: string | undefined;
  emailConfirmed: boolean;
}

/** Slack, as far as identities need it. Each call has a deadline; what it throws has a sentence as message. */
export interface SlackAccounts {
  /** The workspace in which the bot is installed. */
  ownTeam(): Promise<string>;
  /** undefined: there is no such account. */
  user(id: string): Promise<SlackUser | undefined>;
  /** The id of the one account that Slack finds for an address. */
  findByEmail(email: string): Promise<string | undefined>;
  /** Ids of the members of each user group, by its id. */
  groups(): Promise<ReadonlyMap<string, readonly string[]>>;
}
