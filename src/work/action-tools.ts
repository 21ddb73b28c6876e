import type { ActionTools } from '../actions/action.ts';
import type { PolicyRule } from '../approvals/policy-rule.ts';
import type { ClusterClient, Identity } from '../cluster/cluster-client.ts';
import type { ActionRequest } from '../model/action-request.ts';
import type { Logger } from '../observe/logger.ts';
import type { PeopleDirectory } from '../people/create-directory.ts';
import type { Store } from '../store/store.ts';

/** One configured cluster. */
export interface ManagedCluster {
  client: ClusterClient;
  /** Act under the asker's Kubernetes identity. */
  impersonate: boolean;
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
    | 'answerRequest'
    | 'endRequest'
    | 'beginCall'
    | 'finishExecution'
    | 'recordVerdict'
    | 'loadIncident'
    | 'changeIncident'
    | 'appendAudit'
    | 'listAudit'
  >;
  clusters: ReadonlyMap<string, ManagedCluster>;
  policy: readonly PolicyRule[];
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
}

type Asker = Pick<ActionRequest, 'askedBy' | 'askedByUser' | 'askedByGroups' | 'incidentId'>;

/**
 * The tools under which an action plans and acts: with impersonation, as the asker.
 * @returns undefined for a cluster that is not (or no longer) in the config
 */
export function toolsOf(
  tools: Pick<ActionWorkTools, 'clusters' | 'redact' | 'now'>,
  cluster: string,
  asker: Asker,
): ActionTools | undefined {
  const managed = tools.clusters.get(cluster);
  if (managed === undefined) return undefined;
  return {
    cluster: managed.client,
    redact: tools.redact,
    now: tools.now,
    ...(managed.impersonate && { identity: identityOf(asker) }),
  };
}

/** The tools under which the bot looks by itself. */
export function ownToolsOf(
  tools: Pick<ActionWorkTools, 'clusters' | 'redact' | 'now'>,
  cluster: string,
): ActionTools | undefined {
  const managed = tools.clusters.get(cluster);
  if (managed === undefined) return undefined;
  return { cluster: managed.client, redact: tools.redact, now: tools.now };
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
