import type { FieldError } from '../errors/api-errors.ts';
import {
  forbiddenField,
  invalidValue,
  notFoundField,
  notSupported,
  required,
} from '../errors/field-errors.ts';
import { equalJson } from '../schema/equal-json.ts';
import type { KubeObject } from '../kube-object.ts';
import { parseQuantity } from './quantity.ts';
import {
  validateDnsLabel,
  validateLabels,
  validateNonNegative,
  validateUniqueNames,
} from './validate-meta.ts';
import type { Container, Pod, PodSpec, PodTemplate } from './workload-types.ts';

// Rules and words: kubernetes/pkg/apis/core/validation/validation.go (1.34), the part that people run into.

function validateResources(field: string, container: Container): FieldError[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  return Object.entries(requests).flatMap(([name, value]) => {
    const limit = limits[name];
    const over = limit !== undefined && parseQuantity(value) > parseQuantity(limit);
    return over
      ? [invalidValue(`${field}.requests`, value, `must be less than or equal to ${name} limit of ${limit}`)]
      : [];
  });
}

function validatePorts(field: string, container: Container): FieldError[] {
  return (container.ports ?? []).flatMap(({ containerPort, protocol }, index) => {
    const errors: FieldError[] = [];
    const at = `${field}[${index}]`;
    if (containerPort === 0) errors.push(required(`${at}.containerPort`));
    else if (containerPort < 1 || containerPort > 65_535) {
      errors.push(
        invalidValue(`${at}.containerPort`, containerPort, 'must be between 1 and 65535, inclusive'),
      );
    }
    const protocols = ['SCTP', 'TCP', 'UDP'];
    if (protocol !== undefined && !protocols.includes(protocol))
      errors.push(notSupported(`${at}.protocol`, protocol, protocols));
    return errors;
  });
}

function validateContainer(field: string, container: Container, volumes: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (container.name === '') errors.push(required(`${field}.name`));
  else errors.push(...validateDnsLabel(`${field}.name`, container.name));
  if (container.image === undefined || container.image === '') errors.push(required(`${field}.image`));
  errors.push(...validatePorts(`${field}.ports`, container));
  (container.env ?? []).forEach(({ name }, index) => {
    if (name === '') errors.push(required(`${field}.env[${index}].name`));
  });
  (container.volumeMounts ?? []).forEach(({ name, mountPath }, index) => {
    const at = `${field}.volumeMounts[${index}]`;
    if (name === '') errors.push(required(`${at}.name`));
    else if (!volumes.includes(name)) errors.push(notFoundField(`${at}.name`, name));
    if (mountPath === '') errors.push(required(`${at}.mountPath`));
  });
  const policies = ['Always', 'IfNotPresent', 'Never'];
  if (container.imagePullPolicy !== undefined && !policies.includes(container.imagePullPolicy)) {
    errors.push(notSupported(`${field}.imagePullPolicy`, container.imagePullPolicy, policies));
  }
  return [...errors, ...validateResources(`${field}.resources`, container)];
}

function validateContainers(field: string, spec: PodSpec): FieldError[] {
  const containers = spec.containers as Container[] | null;
  if (containers === null || containers.length === 0) return [required(`${field}.containers`)];
  const volumes = (spec.volumes ?? []).map((volume) => String(volume['name']));
  const normal = containers.flatMap((one, index) =>
    validateContainer(`${field}.containers[${index}]`, one, volumes),
  );
  const init = (spec.initContainers ?? []).flatMap((one, index) =>
    validateContainer(`${field}.initContainers[${index}]`, one, volumes),
  );
  const names = validateUniqueNames(
    `${field}.containers`,
    containers.map(({ name }) => name),
  );
  return [...normal, ...names, ...init];
}

export function validatePodSpec(field: string, spec: PodSpec): FieldError[] {
  const errors = validateContainers(field, spec);
  const restartPolicies = ['Always', 'OnFailure', 'Never'];
  if (!restartPolicies.includes(spec.restartPolicy ?? '')) {
    errors.push(notSupported(`${field}.restartPolicy`, spec.restartPolicy ?? '', restartPolicies));
  }
  errors.push(
    ...validateNonNegative(`${field}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds),
  );
  return errors;
}

/** Faults of a template that a controller keeps running: its pods always restart. */
export function validateRunningTemplate(field: string, template: PodTemplate): FieldError[] {
  const errors = [
    ...validateLabels(`${field}.labels`, template.metadata?.labels),
    ...validatePodSpec(`${field}.spec`, template.spec),
  ];
  const policy = template.spec.restartPolicy;
  if (policy !== 'Always' && !errors.some((error) => error.field.endsWith('.restartPolicy'))) {
    errors.push(notSupported(`${field}.spec.restartPolicy`, policy ?? '', ['Always']));
  }
  return errors;
}

/** A pod's own image may not be surrounded by spaces; in templates the API server lets that pass. */
function validateImages(spec: PodSpec): FieldError[] {
  return ((spec.containers as Container[] | null) ?? []).flatMap(({ image = '' }, index) =>
    image === image.trim()
      ? []
      : [
          invalidValue(
            `spec.containers[${index}].image`,
            image,
            'must not have leading or trailing whitespace',
          ),
        ],
  );
}

export function validatePod(object: KubeObject): FieldError[] {
  const { spec } = object as Pod;
  return [...validatePodSpec('spec', spec), ...validateImages(spec)];
}

const frozenSpecMessage =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The spec without what may change in a running pod. */
function frozenPart(spec: PodSpec): unknown {
  const plain = (containers: Container[] | undefined) =>
    containers?.map((container) => ({ ...container, image: '' }));
  return {
    ...spec,
    containers: plain(spec.containers),
    initContainers: plain(spec.initContainers),
    tolerations: undefined,
    activeDeadlineSeconds: undefined,
  };
}

export function validatePodChange(object: KubeObject, before: KubeObject): FieldError[] {
  const spec = (object as Pod).spec;
  const old = (before as Pod).spec;
  const kept = (old.tolerations ?? []).every((one) =>
    (spec.tolerations ?? []).some((other) => equalJson(one, other)),
  );
  if (!kept)
    return [
      forbiddenField(
        'spec.tolerations',
        'existing toleration can not be modified except its tolerationSeconds',
      ),
    ];
  return equalJson(frozenPart(spec), frozenPart(old)) ? [] : [forbiddenField('spec', frozenSpecMessage)];
}
