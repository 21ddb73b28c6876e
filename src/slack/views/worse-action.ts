import type { ActionRequest } from '../../model/action-request.ts';

const underWay = new Set<ActionRequest['state']>(['awaiting-approval', 'executing', 'verifying', 'done']);

/**
 * The newest action of an incident, when it made things worse and nobody takes it back yet: undoing it comes before
 * anything else. Whether it is still offered is said when it is pressed.
 * @param requests newest first
 */
export function worseAction(
  requests: readonly ActionRequest[],
): (ActionRequest & { execution: NonNullable<ActionRequest['execution']> }) | undefined {
  const [last] = requests
    .flatMap((request) =>
      request.execution === undefined ? [] : [{ ...request, execution: request.execution }],
    )
    .sort((one, other) => other.execution.startedAt - one.execution.startedAt);
  if (last?.execution.verdict?.result !== 'worse' || !last.plan.reversible) return undefined;
  const undone = requests.some(({ undoes, state }) => undoes === last.id && underWay.has(state));
  return undone ? undefined : last;
}
