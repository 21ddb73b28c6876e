import type { ActionValues } from '../model/action.ts';
import type { Answer } from '../model/answer.ts';
import type { IncidentSnapshot } from '../model/incident.ts';
import type { ActionCommand, Command, Input } from '../model/input.ts';
import type { CalendarFreeze } from '../model/calendar-freeze.ts';
import type { ObjectReference } from '../model/object-reference.ts';
import type { Person } from '../model/person.ts';
import type { Logger } from '../observe/logger.ts';
import type { PeopleDirectory } from '../people/create-directory.ts';
import type { Store } from '../store/store.ts';
import type { AlertmanagerClient } from '../telemetry/alertmanager/alertmanager-client.ts';
import type { MoveTools } from './move-incident.ts';
import type { SeveralTargets } from './resolve-target.ts';

/** An action that was asked for, with everything filled in. */
export interface ActionAsk {
  input: Input;
  command: ActionCommand;
  target: ObjectReference;
  parameters: ActionValues;
  /** Several objects: `target` is the first. */
  several?: SeveralTargets;
  /** In whose thread the plan is shown; absent: a root message in the input's channel. */
  incident: IncidentSnapshot | undefined;
  /** They want to carry it out without an approval. */
  breakGlass?: { reason: string };
}

export interface InputTools {
  store: Pick<
    Store,
    | 'loadInput'
    | 'loadIncident'
    | 'findIncident'
    | 'findIncidentByThread'
    | 'listOpenIncidents'
    | 'changeIncident'
    | 'listRequests'
    | 'listAudit'
    | 'auditHead'
    | 'readOverview'
    | 'acknowledgeStorm'
    | 'listStormIncidents'
    | 'listFreezes'
    | 'beginFreeze'
    | 'endFreeze'
    | 'appendAudit'
    | 'loadStorm'
    | 'findStorm'
  >;
  findPerson: (slackUser: string) => Person | undefined;
  identify: PeopleDirectory['identify'];
  /** Who came, as whom, from where. */
  noteLogin: (input: Input) => Promise<void>;
  /** Names of the configured clusters, the default one first. */
  clusters: readonly string[];
  /** By the cluster's name. */
  alertmanagers: ReadonlyMap<string, Pick<AlertmanagerClient, 'silencesOfAll'>>;
  /** Shows an answer to the person of the input, to nobody else. */
  answer: (input: Input, answer: Answer) => Promise<void>;
  help: string;
  /** The four of actions and approvals; undefined: what there is to see is in the channel already. */
  requestAction: (ask: ActionAsk) => Promise<Answer | undefined>;
  answerRequest: (input: Input, handle: string, answer: 'approve') => Promise<Answer | undefined>;
  denyRequest: (
    input: Input,
    command: Extract<Command, { verb: 'deny' }>,
    incident: IncidentSnapshot | undefined,
  ) => Promise<Answer | undefined>;
  cancelRequest: (input: Input, handle: string) => Promise<Answer | undefined>;
  undo: (
    input: Input,
    execution: string | undefined,
    incident: IncidentSnapshot | undefined,
  ) => Promise<Answer | undefined>;
  /** Ends an action of several steps early. */
  abort: (
    input: Input,
    execution: string | undefined,
    incident: IncidentSnapshot | undefined,
  ) => Promise<Answer>;
  /** What is done alone: the permission for a waiting plan; what is owed for it, and its review. */
  breakGlass: (input: Input, handle: string, reason: string) => Promise<Answer | undefined>;
  debts: (input: Input, command: Extract<Command, { verb: 'debts' | 'review' }>) => Promise<Answer>;
  /** Gives the head of the audit to the channel. */
  postHead: (input: Input) => Promise<Answer>;
  explain: (input: Input, command: Extract<Command, { verb: 'why' }>) => Promise<Answer>;
  reportRights: (input: Input, incident: IncidentSnapshot) => Promise<Answer>;
  move: Omit<MoveTools, 'store'>;
  /** The config's `actions.readOnly`. */
  mode: 'read-only' | 'acting';
  /** The config's `freezes`. */
  calendar?: readonly CalendarFreeze[];
  log: Logger;
}
