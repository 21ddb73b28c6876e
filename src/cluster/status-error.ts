import { STATUS_CODES } from 'node:http';
import { ClusterError } from './cluster-client.ts';
import { missingRightSentence, readMissingRight } from './missing-right.ts';

const maxSentence = 400;

/**
 * The error for an answer that is not 2xx. The sentence is the API server's own where it sent a Status object,
 * without addresses: what a kubelet's proxy says holds the node's. A missing right is said with the rule that gives it.
 * @param person the Kubernetes user as whom the call ran; undefined: the bot itself
 */
export function statusError(cluster: string, status: number, body: string, person?: string): ClusterError {
  const { message, reason, budget } = readStatus(body);
  if (budget !== undefined)
    return new ClusterError('refused', withoutAddresses(budget).slice(0, maxSentence), {
      status,
      reason: 'DisruptionBudget',
    });
  const missing = status === 403 && message !== undefined ? readMissingRight(message) : undefined;
  if (missing !== undefined)
    return new ClusterError('refused', missingRightSentence(missing, cluster, person), {
      status,
      reason: reason ?? 'Forbidden',
      missing,
    });
  return new ClusterError('refused', sentence(cluster, status, message), {
    status,
    ...(reason === undefined ? {} : { reason }),
  });
}

function sentence(cluster: string, status: number, message: string | undefined): string {
  if (status === 401) return `The API server of ${cluster} does not accept the bot's credentials (401)`;
  if (status === 429) return `The API server of ${cluster} is busy (429)`;
  if (status >= 300 && status < 400)
    return `The API server of ${cluster} answered with a redirect (${status})`;
  const text = message === undefined ? '' : policyInWords(withoutAddresses(message));
  if (text === '') {
    return `The API server of ${cluster} answered ${[status, STATUS_CODES[status]].filter(Boolean).join(' ')}`;
  }
  return text.length > maxSentence ? `${text.slice(0, maxSentence - 1)}…` : text;
}

/** Of a ValidatingAdmissionPolicy: which one, and its own message. Those that `rbac` prints follow from the config. */
function policyInWords(message: string): string {
  const found =
    /^(?:\S+ "[^"]*" is forbidden: )?ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: (.*)$/s.exec(
      message,
    );
  if (found === null) return message;
  const [, policy = '', why = ''] = found;
  const own = policy.startsWith('middlewatch')
    ? '; after a change of the config apply what `middlewatch rbac` prints'
    : '';
  return `The admission policy ${policy} refuses this: ${why}${own}`;
}

interface ReadStatus {
  message: string | undefined;
  reason: string | undefined;
  /** What a disruption budget says: an eviction that it refuses is answered 429, though nobody is busy. */
  budget?: string | undefined;
}

function readStatus(body: string): ReadStatus {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // A proxy's HTML page is an answer without a Status.
    return { message: undefined, reason: undefined };
  }
  const status = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const text = (key: string) =>
    typeof status[key] === 'string' && status[key] !== '' ? status[key] : undefined;
  return { message: text('message'), reason: text('reason'), budget: budgetCause(status['details']) };
}

function budgetCause(details: unknown): string | undefined {
  const causes = (details as { causes?: unknown } | null | undefined)?.causes;
  if (!Array.isArray(causes)) return undefined;
  const found = (causes as ({ reason?: unknown; message?: unknown } | null)[]).find(
    (cause) => cause?.reason === 'DisruptionBudget',
  );
  return typeof found?.message === 'string' && found.message !== '' ? found.message : undefined;
}

function withoutAddresses(message: string): string {
  return message
    .replace(/\b(?:Get|Post|Put|Patch|Delete) "?https?:\/\/[^\s"]+"?: /gi, '')
    .replace(
      /\bdial tcp (?:\[[^\]\s]*\]|[^\s:]+)(?::\d+)?(?:->\S+)?: (?:connect: )?/g,
      'node not reachable: ',
    )
    .replace(/\bhttps?:\/\/[^\s"']+/g, 'its address')
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, 'its address')
    .replace(/\s+/g, ' ')
    .trim();
}
