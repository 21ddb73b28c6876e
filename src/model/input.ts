import type { ActionName, ActionValues } from './action.ts';
import type { DebtVerdict } from './break-glass.ts';

/** One command, click, modal or mention that a person sent. Committed before its work starts; worked on once. */
export interface Input {
  id: string;
  /** The same for a redelivery of the same click or command: Slack's trigger id, or event id. */
  deduplicationKey: string;
  receivedAt: number;
  /** The Slack user. */
  person: string;
  channel: string;
  /** The workspace, where Slack names it. */
  team?: string;
  /** The thread it was sent in or the message that was clicked stands in. */
  threadTs?: string;
  /** For an ephemeral answer within 30 minutes, five times. */
  responseUrl?: string;
  /** Where it came from, for the audit. */
  via: 'command' | 'button' | 'mention' | 'modal' | 'shortcut';
  /** What was typed, for the record; undefined for buttons. */
  text?: string;
  command: Command;
}

/** What the person wants, parsed. Missing parts are filled in from the incident at hand. */
export type Command =
  | { verb: 'help' }
  /** `bot`: about the bot itself, instead of an incident. */
  | { verb: 'status'; incident?: string; about?: 'bot' }
  /** `storm`: the id of a whole storm, instead of an incident. */
  | { verb: 'ack'; incident?: string; storm?: string }
  | { verb: 'resolve'; incident?: string }
  /** `head`: the head of the whole record, for everybody to see. */
  | { verb: 'audit'; incident?: string; about?: 'head' }
  /** `alert`: a name, instead of an incident. */
  | { verb: 'why'; incident?: string; alert?: string }
  /** What the person may ask for here, by the policy and by Kubernetes. */
  | { verb: 'can'; incident?: string }
  /** Gives an incident of a storm a card of its own. */
  | { verb: 'open'; incident?: string }
  /** The silences that run on a cluster. */
  | { verb: 'silences'; cluster?: string }
  | { verb: 'undo'; execution?: string; incident?: string }
  /** Ends an action of several steps before its next step. */
  | { verb: 'abort'; execution?: string; incident?: string }
  /** No cluster: all; no namespace: all; `forMs` (milliseconds) absent: until it is ended. */
  | { verb: 'freeze'; cluster?: string; namespace?: string; forMs?: number; reason: string }
  | { verb: 'unfreeze'; cluster?: string; namespace?: string }
  | ActionCommand
  /** The asker wants to carry it out alone: a new action, or a waiting plan of theirs. */
  | { verb: 'break-glass'; reason: string; action: ActionCommand }
  | { verb: 'break-glass'; reason: string; handle: string }
  /** What was done alone and waits for a review; and the review of one. */
  | { verb: 'debts' }
  | { verb: 'review'; debt: number; verdict: DebtVerdict; reason: string }
  | { verb: 'approve' | 'cancel'; handle: string }
  /** `handle` of a button; `request`: its handle or id, typed; neither: the only plan that waits at the incident at hand. */
  | { verb: 'deny'; handle?: string; request?: string; incident?: string; reason?: string }
  /** A pick from the list that answered an earlier input of the same person: that input is worked on again with this incident. */
  | { verb: 'choose'; inputId: string; incident: string }
  /** Could not be understood: `message` says what is wrong and, where it can, "did you mean". */
  | { verb: 'unknown'; message: string };

export interface ActionCommand extends ActionValues {
  verb: ActionName;
  /** `deploy/checkout`, read into a kind and a name; absent: the incident at hand. */
  object?: { kind?: string; name: string };
  /** More objects of the same kind. */
  others?: readonly string[];
  /** Instead of an object: all of a kind (absent: the action's first) that have these labels. */
  selected?: { kind?: string; selector: string };
  namespace?: string;
  cluster?: string;
  incident?: string;
}
