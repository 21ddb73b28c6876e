/** What one person gets to see, alone (ephemeral), as the answer to an input. Text is Slack mrkdwn, already escaped where it carries foreign text. */
export interface Answer {
  text: string;
  /** A pick list: each choice works on the same input again with that incident. At most 20. */
  choices?: readonly { label: string; incident: string }[];
}
