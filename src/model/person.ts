/** A Slack user mapped to a Kubernetes identity. */
export interface Person {
  /** `U012ABC` */
  slackUser: string;
  /** The Kubernetes user name, usually an e-mail address. Two Slack accounts with one user are one person. */
  user: string;
  groups: readonly string[];
}
