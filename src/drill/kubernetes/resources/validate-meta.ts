import type { FieldError } from '../errors/api-errors.ts';
import { duplicate, invalidValue, required } from '../errors/field-errors.ts';
import { equalJson } from '../schema/equal-json.ts';
import type { KubeObject } from '../kube-object.ts';

// Rules and words: apimachinery/pkg/api/validation/objectmeta.go and util/validation/validation.go (0.34).

const subdomainMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelMessage =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const keyMessage =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueMessage =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** Names of containers, namespaces and services. */
export function validateDnsLabel(field: string, value: string): FieldError[] {
  if (value.length > 63) return [invalidValue(field, value, 'must be no more than 63 bytes')];
  return dnsLabel.test(value) ? [] : [invalidValue(field, value, labelMessage)];
}

function validateKey(field: string, key: string): FieldError[] {
  const name = key.split('/').at(-1) ?? '';
  if (name.length > 63) return [invalidValue(field, key, 'name part must be no more than 63 bytes')];
  return namePart.test(name) ? [] : [invalidValue(field, key, keyMessage)];
}

/** Label values; taint values follow the same rule. */
export function validateLabelValue(field: string, value: string): FieldError[] {
  if (value.length > 63) return [invalidValue(field, value, 'must be no more than 63 bytes')];
  return labelValue.test(value) ? [] : [invalidValue(field, value, valueMessage)];
}

export function validateLabels(field: string, labels: Record<string, string> = {}): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...validateKey(field, key),
    ...validateLabelValue(field, value),
  ]);
}

function validateAnnotations(annotations: Record<string, string> = {}): FieldError[] {
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(value),
    0,
  );
  const tooLong: FieldError[] =
    size > 262_144
      ? [
          {
            type: 'FieldValueTooLong',
            field: 'metadata.annotations',
            message: 'Too long: may not be more than 262144 bytes',
          },
        ]
      : [];
  return [...Object.keys(annotations).flatMap((key) => validateKey('metadata.annotations', key)), ...tooLong];
}

/** Faults in the metadata of a new object. */
export function validateNewMeta(
  object: KubeObject,
  scope: { kind: string; labelName: boolean },
): FieldError[] {
  const { labels, annotations } = object.metadata;
  const { name = '' } = object.metadata as { name?: string };
  const errors: FieldError[] = [];
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else if (scope.labelName) errors.push(...validateDnsLabel('metadata.name', name));
  else if (!subdomain.test(name)) errors.push(invalidValue('metadata.name', name, subdomainMessage));
  return [...errors, ...validateLabels('metadata.labels', labels), ...validateAnnotations(annotations)];
}

const immutable = 'field is immutable';

/** Faults in a change of the metadata. */
export function validateMetaChange(object: KubeObject, before: KubeObject): FieldError[] {
  const fields = [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ] as const;
  const changed = fields
    .filter((field) => object.metadata[field] !== before.metadata[field])
    .map((field) => invalidValue(`metadata.${field}`, object.metadata[field], immutable));
  return [
    ...changed,
    ...validateLabels('metadata.labels', object.metadata.labels),
    ...validateAnnotations(object.metadata.annotations),
  ];
}

export function validateImmutable(field: string, value: unknown, before: unknown): FieldError[] {
  return equalJson(value, before) ? [] : [invalidValue(field, value, immutable)];
}

export function validateNonNegative(field: string, value: unknown): FieldError[] {
  const negative = typeof value === 'number' && value < 0;
  return negative ? [invalidValue(field, value, 'must be greater than or equal to 0')] : [];
}

/** Names that occur twice in a list, each reported where it repeats. */
export function validateUniqueNames(field: string, names: readonly string[]): FieldError[] {
  return names.flatMap((name, index) =>
    name !== '' && names.indexOf(name) < index ? [duplicate(`${field}[${index}].name`, name)] : [],
  );
}
