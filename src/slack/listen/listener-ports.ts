import type { IncidentSnapshot } from '../../model/incident.ts';
import type { Input } from '../../model/input.ts';
import type { Logger } from '../../observe/logger.ts';
import type { Store } from '../../store/store.ts';
import type { RefusedBeforehand } from '../views/more-modal.ts';
import type { SlackCaller } from '../web/slack-caller.ts';

/** Who we are in Slack; empty until auth.test answered. */
export interface BotIdentity {
  teamId?: string;
  botUserId?: string;
  botId?: string;
  /** Of the workspace: `https://example.slack.com/`. */
  url?: string;
}

/** What the listeners need: they authenticate, parse, commit and acknowledge, nothing else. */
export interface ListenerPorts {
  store: Pick<
    Store,
    | 'recordInput'
    | 'findIncident'
    | 'loadIncident'
    | 'findIncidentByThread'
    | 'findRequestByHandle'
    | 'listOpenIncidents'
    | 'listMessages'
    | 'loadMessage'
    | 'findDebt'
    | 'listStormIncidents'
  >;
  /** For `More` and the shortcut, whose modal opens at once. */
  caller: SlackCaller;
  identity: () => BotIdentity;
  newId: () => string;
  now: () => number;
  /** An input was committed: the worker may look at once. */
  onInput: (input: Input) => void;
  /** Tells one person something by a response URL; never throws. */
  respond: (responseUrl: string | undefined, words: string) => Promise<void>;
  /** Tells one person something in a channel or thread; never throws. */
  whisper: (place: { channel: string; person: string; threadTs?: string }, words: string) => Promise<void>;
  /**
   * What Kubernetes would refuse this person about the incident, asked for within about a second; undefined: not known.
   * Never throws.
   */
  lackingRights?: (person: string, incident: IncidentSnapshot) => Promise<RefusedBeforehand | undefined>;
  /** What is known of an account, or of the members of user groups, is old. */
  onPeopleChange?: (changed: { user: string } | 'groups') => void;
  log: Logger;
}
