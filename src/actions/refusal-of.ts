import { ClusterError } from '../cluster/cluster-client.ts';
import { fullReference, type ObjectReference } from '../model/object-reference.ts';
import type { PlanRefusal } from '../model/plan.ts';
import { TelemetryError } from '../telemetry/telemetry-error.ts';
import { planRefusal, type ActionTools } from './action.ts';

/**
 * The sentence for a failed read or dry run. Anything but a ClusterError or TelemetryError is a fault of ours and is
 * thrown on.
 * @param doing `read deploy/checkout in shop on prod`
 */
export function refusalOf(
  error: unknown,
  tools: Pick<ActionTools, 'identity'>,
  target: ObjectReference,
): PlanRefusal {
  if (error instanceof RangeError) return planRefusal('bad-value', `${error.message}.`);
  if (error instanceof TelemetryError) return outsideRefusal(error);
  if (!(error instanceof ClusterError)) throw error;
  if (error.reason === 'DisruptionBudget')
    return planRefusal('dry-run-refused', `${sentence(error.message)} Nothing was changed.`);
  if (error.failure !== 'refused' || isServerTrouble(error)) {
    return planRefusal(
      'unreachable',
      `${sentence(error.message)} Nothing was changed. Try again in a moment.`,
    );
  }
  if (error.status === 404) {
    return planRefusal(
      'not-found',
      `There is no ${fullReference(target)}. Check name, namespace and cluster.`,
    );
  }
  if (error.missing !== undefined) return planRefusal('forbidden', sentence(error.message));
  if (error.status === 403 || error.status === 401) {
    const who = tools.identity === undefined ? 'The bot' : tools.identity.user;
    return planRefusal(
      'forbidden',
      `${who} may not do this on ${target.cluster}: ${sentence(error.message)}`,
    );
  }
  return planRefusal('dry-run-refused', `The API server would refuse this: ${sentence(error.message)}`);
}

function outsideRefusal(error: TelemetryError): PlanRefusal {
  if (!saysNo(error))
    return planRefusal(
      'unreachable',
      `${sentence(error.message)} Nothing was changed. Try again in a moment.`,
    );
  const forbidden = error.status === 401 || error.status === 403;
  return planRefusal(forbidden ? 'forbidden' : 'bad-value', sentence(error.message));
}

/** A clear no of another system than Kubernetes: nothing was changed. */
export function saysNo({ failure, status = 500 }: TelemetryError): boolean {
  return failure === 'refused' && status < 500 && status !== 429;
}

/** Answers that say nothing about the request itself: busy, restarting, or broken. */
export function isServerTrouble(error: ClusterError): boolean {
  return error.status === 429 || (error.status ?? 0) >= 500;
}

/** With one full stop at its end. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
