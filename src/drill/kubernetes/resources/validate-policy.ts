import type { FieldError } from '../errors/api-errors.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required } from '../errors/field-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import { equalJson } from '../schema/equal-json.ts';
import { parseQuantity } from './quantity.ts';
import { validateImmutable, validateLabelValue, validateNonNegative } from './validate-meta.ts';
import type { Claim, HorizontalPodAutoscaler, Node, PodDisruptionBudget } from './workload-types.ts';

// Rules and words: kubernetes/pkg/apis/{autoscaling,policy,core,coordination}/validation (1.34).

export function validateAutoscaler(object: KubeObject): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef } = (object as HorizontalPodAutoscaler).spec;
  const errors: FieldError[] = [];
  // 0 needs the HPAScaleToZero feature, which is off by default.
  if (minReplicas !== undefined && minReplicas < 1) {
    errors.push(invalidValue('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  }
  if (maxReplicas < 1) errors.push(invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(
      invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'),
    );
  }
  if (scaleTargetRef.kind === '') errors.push(required('spec.scaleTargetRef.kind'));
  if (scaleTargetRef.name === '') errors.push(required('spec.scaleTargetRef.name'));
  if (!(scaleTargetRef.apiVersion ?? '').includes('/') && scaleTargetRef.kind !== 'ReplicationController') {
    errors.push(
      invalidValue(
        'spec.scaleTargetRef.apiVersion',
        scaleTargetRef.apiVersion ?? '',
        'apiVersion must specify API group',
      ),
    );
  }
  if (minReplicas === 0) {
    const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbiddenField('spec.metrics', why));
  }
  return errors;
}

export function validateBudget(object: KubeObject): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = (
    object as PodDisruptionBudget
  ).spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    // Shown as the API server's own type has it.
    const value = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
    };
    return [invalidValue('spec', value, 'minAvailable and maxUnavailable cannot be both set')];
  }
  return [
    ...validateNonNegative('spec.minAvailable', minAvailable),
    ...validateNonNegative('spec.maxUnavailable', maxUnavailable),
  ];
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** The API server says `metadata.taints` for taints of a changed node, although they stand in the spec. */
export function validateNode(object: KubeObject): FieldError[] {
  const taints = (object as Node).spec.taints ?? [];
  return taints.flatMap((taint, index) => {
    const at = `metadata.taints[${index}]`;
    const errors: FieldError[] = [];
    if (!/^([A-Za-z0-9.-]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(taint.key)) {
      errors.push(invalidValue(`${at}.key`, taint.key, 'name part must be non-empty'));
    }
    errors.push(...validateLabelValue(`${at}.value`, taint.value ?? ''));
    if (taint.effect === '') errors.push(required(`${at}.effect`));
    else if (!effects.includes(taint.effect))
      errors.push(notSupported(`${at}.effect`, taint.effect, effects));
    const first = taints.findIndex((other) => other.key === taint.key && other.effect === taint.effect);
    if (first < index) {
      const repeated = duplicate(at, taint);
      errors.push({
        ...repeated,
        message: `${repeated.message}: taints must be unique by key and effect pair`,
      });
    }
    return errors;
  });
}

export function validateControllerRevisionChange(object: KubeObject, before: KubeObject): FieldError[] {
  return validateImmutable('data', object['data'], before['data']);
}

const frozenClaim =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** A claim asks for other sizes only while it is bound, and never for less than its volume has. */
export function validateClaimChange(object: KubeObject, before: KubeObject): FieldError[] {
  const [claim, old] = [object, before] as [Claim, Claim];
  const bound = old.status.phase === 'Bound';
  const kept = ({ spec }: Claim) => ({
    ...spec,
    ...(bound && { resources: undefined, volumeAttributesClassName: undefined }),
  });
  if (!equalJson(kept(claim), kept(old))) return [forbiddenField('spec', frozenClaim)];
  const [size, capacity] = [claim.spec.resources?.requests?.['storage'], old.status.capacity?.['storage']];
  if (capacity === undefined || parseQuantity(size) >= parseQuantity(capacity)) return [];
  return [forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity')];
}

export function validateService(object: KubeObject): FieldError[] {
  const spec = object['spec'] as { type?: string; clusterIP?: string; ports?: { port: number }[] };
  const ports = spec.ports ?? [];
  const headless = spec.clusterIP === 'None';
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') return [required('spec.ports')];
  return ports.flatMap(({ port }, index) =>
    port < 1 || port > 65_535
      ? [invalidValue(`spec.ports[${index}].port`, port, 'must be between 1 and 65535, inclusive')]
      : [],
  );
}

export function validateEvent(object: KubeObject): FieldError[] {
  const involved = object['involvedObject'] as { namespace?: string };
  const namespace = object.metadata.namespace ?? '';
  const expected =
    involved.namespace === undefined || involved.namespace === '' ? 'default' : involved.namespace;
  const cluster =
    involved.namespace === undefined && (namespace === 'default' || namespace === 'kube-system');
  return cluster || expected === namespace
    ? []
    : [invalidValue('involvedObject.namespace', involved.namespace ?? '', 'does not match event.namespace')];
}
