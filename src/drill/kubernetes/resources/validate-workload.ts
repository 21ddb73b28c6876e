import type { FieldError } from '../errors/api-errors.ts';
import { forbiddenField, invalidValue, notSupported, required } from '../errors/field-errors.ts';
import type { KubeObject } from '../kube-object.ts';
import { equalJson } from '../schema/equal-json.ts';
import { labelsMatch, requirementsOf, type LabelSelectorSpec } from '../select/label-selector.ts';
import { validateImmutable, validateNonNegative } from './validate-meta.ts';
import { validateRunningTemplate, validatePodSpec } from './validate-pod.ts';
import type { DaemonSet, Deployment, Job, ReplicaSet, StatefulSet, PodTemplate } from './workload-types.ts';

// Rules and words: kubernetes/pkg/apis/{apps,batch}/validation/validation.go (1.34).

function validateSelector(field: string, selector: LabelSelectorSpec | null, owner: string): FieldError[] {
  if (selector === null) return [required(field)];
  const empty =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  return empty ? [invalidValue(field, selector, `empty selector is invalid for ${owner}`)] : [];
}

function validateSelected(
  field: string,
  selector: LabelSelectorSpec | null,
  template: PodTemplate,
): FieldError[] {
  const labels = template.metadata?.labels ?? null;
  // No selector selects nothing.
  const matches = selector !== null && labelsMatch(requirementsOf(selector), labels ?? {});
  return matches
    ? []
    : [invalidValue(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`')];
}

function validateIntOrPercent(field: string, value: number | string | undefined): FieldError[] {
  if (typeof value === 'string' && !/^\d+%$/.test(value)) {
    return [
      invalidValue(
        field,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ),
    ];
  }
  return validateNonNegative(field, value);
}

function percentOrNumber(value: number | string | undefined): number {
  return typeof value === 'string' ? Number.parseInt(value, 10) : (value ?? 0);
}

function validateStrategy(strategy: Deployment['spec']['strategy']): FieldError[] {
  const field = 'spec.strategy';
  if (strategy.type === 'Recreate') {
    const text = "may not be specified when strategy `type` is 'Recreate'";
    return strategy.rollingUpdate ? [forbiddenField(`${field}.rollingUpdate`, text)] : [];
  }
  if (strategy.type !== 'RollingUpdate') {
    // Shown as the API server's own type has it.
    const value = { Type: strategy.type, RollingUpdate: strategy.rollingUpdate ?? null };
    return [notSupported(field, value, ['Recreate', 'RollingUpdate'])];
  }
  const { maxSurge, maxUnavailable } = strategy.rollingUpdate ?? {};
  const errors = [
    ...validateIntOrPercent(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable),
    ...validateIntOrPercent(`${field}.rollingUpdate.maxSurge`, maxSurge),
  ];
  if (errors.length === 0 && percentOrNumber(maxSurge) === 0 && percentOrNumber(maxUnavailable) === 0) {
    errors.push(
      invalidValue(
        `${field}.rollingUpdate.maxUnavailable`,
        maxUnavailable,
        'may not be 0 when `maxSurge` is 0',
      ),
    );
  }
  return errors;
}

export function validateDeployment(object: KubeObject): FieldError[] {
  const { spec } = object as Deployment;
  const selector = spec.selector as LabelSelectorSpec | null;
  const errors = [
    ...validateNonNegative('spec.replicas', spec.replicas),
    ...validateSelector('spec.selector', selector, 'deployment'),
    ...validateSelected('spec.template', selector, spec.template),
    ...validateRunningTemplate('spec.template', spec.template),
    ...validateStrategy(spec.strategy),
    ...validateNonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateNonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...validateNonNegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds),
  ];
  if (
    spec.progressDeadlineSeconds !== undefined &&
    spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)
  ) {
    errors.push(
      invalidValue(
        'spec.progressDeadlineSeconds',
        spec.progressDeadlineSeconds,
        'must be greater than minReadySeconds',
      ),
    );
  }
  return errors;
}

/** Deployments, ReplicaSets and DaemonSets: the selector never changes. */
export function validateSelectorChange(object: KubeObject, before: KubeObject): FieldError[] {
  return validateImmutable(
    'spec.selector',
    (object as Deployment).spec.selector,
    (before as Deployment).spec.selector,
  );
}

export function validateReplicaSet(object: KubeObject): FieldError[] {
  const { spec } = object as ReplicaSet;
  const selector = spec.selector as LabelSelectorSpec | null;
  return [
    ...validateNonNegative('spec.replicas', spec.replicas),
    ...validateNonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelector('spec.selector', selector, 'replica set'),
    ...validateSelected('spec.template', selector, spec.template),
    ...validateRunningTemplate('spec.template', spec.template),
  ];
}

export function validateStatefulSet(object: KubeObject): FieldError[] {
  const { spec } = object as StatefulSet;
  const selector = spec.selector as LabelSelectorSpec | null;
  const policies = ['OrderedReady', 'Parallel'];
  const policy = spec.podManagementPolicy ?? '';
  return [
    ...(policies.includes(policy)
      ? []
      : [invalidValue('spec.podManagementPolicy', policy, `must be 'OrderedReady' or 'Parallel'`)]),
    ...validateNonNegative('spec.replicas', spec.replicas),
    ...validateSelector('spec.selector', selector, 'statefulset'),
    ...validateSelected('spec.template', selector, spec.template),
    ...validateRunningTemplate('spec.template', spec.template),
  ];
}

const frozenStatefulSet =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export function validateStatefulSetChange(object: KubeObject, before: KubeObject): FieldError[] {
  const free = [
    'replicas',
    'ordinals',
    'template',
    'updateStrategy',
    'revisionHistoryLimit',
    'persistentVolumeClaimRetentionPolicy',
    'minReadySeconds',
  ];
  const frozen = (spec: object) =>
    Object.fromEntries(Object.entries(spec).filter(([key]) => !free.includes(key)));
  const same = equalJson(frozen((object as StatefulSet).spec), frozen((before as StatefulSet).spec));
  return same ? [] : [forbiddenField('spec', frozenStatefulSet)];
}

export function validateDaemonSet(object: KubeObject): FieldError[] {
  const { spec } = object as DaemonSet;
  const selector = spec.selector as LabelSelectorSpec | null;
  return [
    ...validateSelector('spec.selector', selector, 'daemonset'),
    ...validateSelected('spec.template', selector, spec.template),
    ...validateRunningTemplate('spec.template', spec.template),
    ...validateNonNegative('spec.minReadySeconds', spec.minReadySeconds),
  ];
}

function validateJobSpec(field: string, spec: Job['spec']): FieldError[] {
  const errors = [
    ...validateNonNegative(`${field}.parallelism`, spec.parallelism),
    ...validateNonNegative(`${field}.completions`, spec.completions),
    ...validateNonNegative(`${field}.backoffLimit`, spec.backoffLimit),
    ...validateNonNegative(`${field}.activeDeadlineSeconds`, spec.activeDeadlineSeconds),
    ...validatePodSpec(`${field}.template.spec`, spec.template.spec),
  ];
  const policy = spec.template.spec.restartPolicy;
  if (policy !== 'OnFailure' && policy !== 'Never') {
    const at = `${field}.template.spec.restartPolicy`;
    errors.push({
      type: 'FieldValueRequired',
      field: at,
      message: 'Required value: valid values: "OnFailure", "Never"',
    });
  }
  return errors;
}

export function validateJob(object: KubeObject): FieldError[] {
  return validateJobSpec('spec', (object as Job).spec);
}

export function validateJobChange(object: KubeObject, before: KubeObject): FieldError[] {
  const [spec, old] = [(object as Job).spec, (before as Job).spec];
  return [
    ...validateImmutable('spec.completions', spec.completions ?? null, old.completions ?? null),
    ...validateImmutable('spec.selector', spec.selector, old.selector),
    ...validateImmutable('spec.template', spec.template, old.template),
  ];
}

export function validateCronJob(object: KubeObject): FieldError[] {
  const spec = object['spec'] as { schedule: string; jobTemplate: { spec: Job['spec'] } };
  const errors: FieldError[] = [];
  if (spec.schedule === '') errors.push(required('spec.schedule'));
  else if (!/^(@\w+( \S+)?|(\S+\s+){4}\S+)$/.test(spec.schedule)) {
    const count = spec.schedule.split(/\s+/).length;
    errors.push(
      invalidValue(
        'spec.schedule',
        spec.schedule,
        `expected exactly 5 fields, found ${count}: [${spec.schedule}]`,
      ),
    );
  }
  return [...errors, ...validateJobSpec('spec.jobTemplate.spec', spec.jobTemplate.spec)];
}
