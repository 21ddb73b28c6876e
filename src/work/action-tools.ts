import type { ActionTools } from '../actions/action.ts';
import type { Prices } from '../actions/warnings/cost.ts';
import type { PolicyRule } from '../approvals/policy-rule.ts';
import type { ClusterClient, Identity } from '../cluster/cluster-client.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { Breakers } from '../model/breakers.ts';
import type { CalendarFreeze } from '../model/calendar-freeze.ts';
import type { Logger } from '../observe/logger.ts';
import type { PeopleDirectory } from '../people/create-directory.ts';
import type { Store } from '../store/store.ts';
import type { BreakGlassSettings } from './glass-tools.ts';
import type { AlertmanagerClient } from '../telemetry/alertmanager/alertmanager-client.ts';
import type { PrometheusClient } from '../telemetry/prometheus/prometheus-client.ts';

/** One configured cluster. */
export interface ManagedCluster {
  client: ClusterClient;
  /** Act under the asker's Kubernetes identity. */
  impersonate: boolean;
  /** Where silences are made; absent: none is configured. */
  alertmanager?: AlertmanagerClient;
  /** Asked whether alerts are over after an action; absent: none is configured. */
  prometheus?: Pick<PrometheusClient, 'query'>;
}

/** What the work on action requests needs; `main.ts` gives it. */
export interface ActionWorkTools {
  store: Pick<
    Store,
    | 'createRequest'
    | 'loadRequest'
    | 'findRequestByHandle'
    | 'findRequestByExecution'
    | 'listRequests'
    | 'listExecuted'
    | 'answerRequest'
    | 'permitBreakGlass'
    | 'endRequest'
    | 'beginCall'
    | 'beginStep'
    | 'recordSteps'
    | 'abortExecution'
    | 'finishExecution'
    | 'recordProgress'
    | 'recordVerdict'
    | 'loadIncident'
    | 'loadMessage'
    | 'changeIncident'
    | 'appendAudit'
    | 'listAudit'
    | 'listRecentAlerts'
    | 'listFreezes'
  >;
  /** The config's `actions.readOnly`: nothing starts. */
  readOnly: boolean;
  /** The config's `freezes`. */
  calendar?: readonly CalendarFreeze[];
  /** The config's `breakers`. */
  breakers?: Breakers;
  /** The config's `approvals.page`: who approves is told by a direct message. */
  page?: 'nobody' | 'approvers';
  clusters: ReadonlyMap<string, ManagedCluster>;
  policy: readonly PolicyRule[];
  breakGlass: BreakGlassSettings;
  people: PeopleDirectory;
  /** Takes secrets out of diffs. */
  redact: (text: string) => string;
  /** Execution ids: lower-case letters and digits, unique, at most 60. */
  newExecutionId: () => string;
  /** Handles of requests: random, not to be guessed. */
  newHandle: () => string;
  now: () => number;
  log: Logger;
  /** How long verification looks before it says unknown, in milliseconds. */
  verifyForMs: number;
  /** How long a finished action can be undone, in milliseconds. */
  undoForMs: number;
  /** How long new pods must run without a restart to count as working, in milliseconds. */
  stableMs: number;
  silences: SilenceLimits;
  /** The config's `prices`. */
  prices?: Prices;
}

export interface SilenceLimits {
  /** No silence may end later than so long from now, in milliseconds. */
  longestMs: number;
  /** From so many live alerts on a silence is broad. */
  broadFrom: number;
}

/** More alerts of a day than these are not looked through. */
const mostRecorded = 5_000;

type ToolsForActions = Pick<ActionWorkTools, 'clusters' | 'redact' | 'now' | 'store' | 'silences' | 'prices'>;
type Asker = Pick<ActionRequest, 'askedBy' | 'askedByUser' | 'askedByGroups' | 'incidentId'>;

/**
 * The tools under which an action plans and acts: with impersonation, as the asker.
 * @returns undefined for a cluster that is not (or no longer) in the config
 */
export function toolsOf(tools: ToolsForActions, cluster: string, asker: Asker): ActionTools | undefined {
  const managed = tools.clusters.get(cluster);
  if (managed === undefined) return undefined;
  return {
    cluster: managed.client,
    redact: tools.redact,
    now: tools.now,
    ...(managed.impersonate && { identity: identityOf(asker) }),
    ...(tools.prices !== undefined && { prices: tools.prices }),
    ...silenceToolsOf(tools, cluster, `${asker.askedByUser} (Slack ${asker.askedBy})`),
  };
}

/** The tools under which the bot looks by itself. */
export function ownToolsOf(tools: ToolsForActions, cluster: string): ActionTools | undefined {
  const managed = tools.clusters.get(cluster);
  if (managed === undefined) return undefined;
  return {
    cluster: managed.client,
    redact: tools.redact,
    now: tools.now,
    ...silenceToolsOf(tools, cluster, 'middlewatch'),
  };
}

function silenceToolsOf(
  { clusters, silences, store }: ToolsForActions,
  cluster: string,
  author: string,
): Pick<ActionTools, 'silences'> {
  const alertmanager = clusters.get(cluster)?.alertmanager;
  if (alertmanager === undefined) return {};
  return {
    silences: {
      ...silences,
      alertmanager,
      author,
      recorded: async (since) => {
        const alerts = await store.listRecentAlerts(cluster, since, mostRecorded);
        return { alerts, more: alerts.length === mostRecorded };
      },
    },
  };
}

/** The extras stand in the API server's audit log beside the person's name. */
function identityOf(asker: Asker): Identity {
  return {
    user: asker.askedByUser,
    groups: asker.askedByGroups,
    extra: {
      'middlewatch-incident': asker.incidentId ?? 'none',
      'middlewatch-slack-user': asker.askedBy,
    },
  };
}
