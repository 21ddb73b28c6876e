import { objectPath } from '../../cluster/object-path.ts';
import { fullReference, shortReference } from '../../model/object-reference.ts';
import type { Plan } from '../../model/plan.ts';
import type { ActionTools, Prepared, Verification, VerifyOptions } from '../action.ts';
import { executionAnnotation, lastWriter } from '../execution-mark.ts';
import { jsonAt, stringAt, timeAt } from '../json-at.ts';
import { jsonHash } from '../plan-digest.ts';
import type { ReadTarget } from '../read-target.ts';
import { podTemplate } from '../revisions.ts';
import { verifyRollout } from '../verify-rollout.ts';
import { rolloutState } from './rollout-state.ts';

/**
 * spec.restartAt, as `kubectl argo rollouts restart` sets it: the controller evicts every pod that is older. It makes no
 * new revision and no spare pods.
 */
export function prepareRolloutRestart(tools: ActionTools, read: ReadTarget): Prepared {
  const { object, target, reference } = read;
  const before = stringAt(object, 'spec', 'restartAt');
  const restartAt = `${new Date(tools.now()).toISOString().slice(0, 19)}Z`;
  const { available, replicas } = rolloutState(object);
  return {
    parameters: { action: 'restart', target: reference },
    target,
    facts: { template: jsonHash(podTemplate(object)) },
    before: { available, restartedAt: before ?? null, template: jsonHash(podTemplate(object)) },
    after: {},
    title: `Restart ${fullReference(reference)}`,
    diff: [`- spec.restartAt: ${before ?? 'absent'}`, '+ spec.restartAt: when this is carried out'],
    warnings: [
      ...(replicas > 0 && available < replicas
        ? [
            `Only ${available} of ${replicas} pods are available now: the controller evicts none below its maxUnavailable, so it may wait.`,
          ]
        : []),
      ...(replicas === 1
        ? ['It has 1 pod, and a restart makes no spare: it is away until the new one is ready.']
        : []),
    ],
    blastRadius: `${replicas === 1 ? '1 pod is' : `${replicas} pods are`} evicted, as many at a time as maxUnavailable allows, and made anew`,
    risk: replicas === 1 ? 'medium' : 'low',
    generation: undefined,
    touched: {
      object,
      // Evicted one after another, each made anew by its ReplicaSet: none beyond the wanted number.
      pods: { template: podTemplate(object), before: replicas, after: replicas, stay: 'replaced' },
    },
    call: (mark, lock) => ({
      method: 'PATCH',
      path: objectPath(reference),
      type: 'application/merge-patch+json',
      body: {
        metadata: {
          ...(lock !== 'none' && { resourceVersion: stringAt(object, 'metadata', 'resourceVersion') ?? '' }),
          annotations: { [executionAnnotation]: mark },
        },
        spec: { restartAt },
      },
    }),
  };
}

/** Done when the controller says so: status.restartedAt is then what spec.restartAt is. */
export async function verifyRolloutRestart(
  tools: ActionTools,
  plan: Plan,
  options: VerifyOptions,
): Promise<Verification> {
  return verifyRollout(tools, plan, options, (rollout) => {
    const wanted = stringAt(rollout, 'spec', 'restartAt');
    if (wanted === undefined || wanted === stringAt(plan.before, 'restartedAt')) {
      const by = lastWriter(rollout, ['f:spec', 'f:restartAt'])?.manager ?? 'somebody';
      return { result: 'no-effect', sentence: `spec.restartAt is as before (last written by ${by}).` };
    }
    if (timeAt(rollout, 'status', 'restartedAt') === timeAt(rollout, 'spec', 'restartAt')) return undefined;
    const { available, replicas } = rolloutState(rollout);
    const before = Number(jsonAt(plan.before, 'available') ?? 0);
    const where = `${shortReference(plan.target)} still has pods from before; ${available} of ${replicas} pods available (${before} before)`;
    const result = available < before ? 'worse' : 'unknown';
    return {
      pending: where,
      atDeadline: { result, sentence: `Not finished in time: ${where}. A disruption budget may hold it up.` },
    };
  });
}
