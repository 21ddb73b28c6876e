import { objectPath } from '../../cluster/object-path.ts';
import { shortReference } from '../../model/object-reference.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { planRefusal, type ActionTools } from '../action.ts';
import { executionAnnotation } from '../execution-mark.ts';
import { stringAt, stringsAt } from '../json-at.ts';
import type { ReadTarget } from '../read-target.ts';
import type { TrafficChange, TrafficKind, TrafficWanted } from './traffic-change.ts';

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary */
const prefix = 'nginx.ingress.kubernetes.io';
const weightName = `${prefix}/canary-weight`;
const matching = ['canary-by-header', 'canary-by-cookie'];

/** The share of an ingress-nginx canary: an annotation of the Ingress that is marked as one. */
export const canaryWeight: TrafficKind = {
  change,
  now: (object) => ({ weight: stringsAt(object, 'metadata', 'annotations')[weightName] ?? null }),
  field: ['f:metadata', 'f:annotations', `f:${weightName}`],
};

async function change(
  _tools: ActionTools,
  { object, reference }: ReadTarget,
  wanted: TrafficWanted,
): Promise<TrafficChange | PlanRefusal> {
  const name = shortReference(reference);
  const annotations = stringsAt(object, 'metadata', 'annotations');
  if (annotations[`${prefix}/canary`] !== 'true') {
    const message = `${name} is no canary of ingress-nginx (annotation ${prefix}/canary: "true"). Name the Ingress that is.`;
    return planRefusal('wrong-kind', message);
  }
  const total = Number(annotations[`${prefix}/canary-weight-total`] ?? 100);
  const weight = /^\d{1,6}$/.test(wanted.traffic) ? Number(wanted.traffic) : NaN;
  if (!(weight >= 0 && weight <= total))
    return planRefusal(
      'bad-value',
      `Say the canary's share as a whole number from 0 to ${total}: \`0\` takes all traffic off it.`,
    );
  const now = annotations[weightName];
  // Without the annotation the weight is 0.
  const former = now ?? '0';
  if (Number(former) === weight)
    return planRefusal('already-so', `${name} has the weight ${former} already. Nothing to do.`);
  const rules = matching.filter((one) => annotations[`${prefix}/${one}`] !== undefined);
  const resourceVersion = stringAt(object, 'metadata', 'resourceVersion') ?? '';
  return {
    wanted: { traffic: String(weight), route: undefined },
    former,
    facts: { weight: now ?? null, total },
    after: { weight: String(weight) },
    words: `with the weight ${weight} of ${total}`,
    diff: [`- ${weightName}: ${now ?? 'absent'}`, `+ ${weightName}: ${weight}`],
    warnings: rules.map((one) => `Requests that match ${one} reach the canary whatever its weight is.`),
    blastRadius: `The canary gets ${weight} of ${total} parts of the traffic instead of ${former}`,
    risk: weight > Number(former) ? 'medium' : 'low',
    call: (mark, lock) => ({
      method: 'PATCH',
      path: objectPath(reference),
      type: 'application/merge-patch+json',
      body: {
        metadata: {
          ...(lock !== 'none' && { resourceVersion }),
          annotations: { [weightName]: String(weight), [executionAnnotation]: mark },
        },
      },
    }),
  };
}
