import * as errors from '../errors/api-errors.ts';
import { invalidValue } from '../errors/field-errors.ts';
import { goText } from '../errors/go-text.ts';
import { StatusError } from '../errors/status-error.ts';
import { applyJsonPatch, PatchApplyError, PatchFormatError } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch, MergeError } from '../patch/strategic-merge-patch.ts';
import { customSchema } from '../resources/custom-resources.ts';
import { decodeObject, DecodeError } from '../schema/decode-object.ts';
import type { Exchange } from './exchange.ts';
import { parseJson } from './read-body.ts';
import type { WriteParameters } from './write-parameters.ts';

export const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
] as const;

type PatchType = (typeof patchTypes)[number];

/** What a patch is for: the API type, and the kind as refusals name it. */
export interface PatchTarget {
  schema: string;
  apiVersion: string;
  kind: string;
}

// The strategic kind is read by another decoder, which does not say what it was doing.
const prefixes: Record<PatchType, string> = {
  'application/json-patch+json': 'error decoding patch: ',
  'application/merge-patch+json': 'error decoding patch: ',
  'application/strategic-merge-patch+json': '',
};

function record(value: unknown, type: PatchType): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw errors.badRequest(
    `${prefixes[type]}json: cannot unmarshal array into Go value of type map[string]interface {}`,
  );
}

function applyPatch(type: PatchType, current: unknown, patch: unknown, schema: string): unknown {
  try {
    if (type === 'application/json-patch+json') return applyJsonPatch(current, patch);
    if (type === 'application/merge-patch+json') return applyMergePatch(current, record(patch, type));
    return applyStrategicMergePatch(record(current, type), record(patch, type), schema);
  } catch (error) {
    if (error instanceof PatchFormatError) throw errors.badRequest(error.message);
    if (error instanceof PatchApplyError) throw errors.unprocessablePatch();
    if (error instanceof MergeError) throw new StatusError(500, { message: error.message });
    throw error;
  }
}

function checkKind(patched: unknown, target: PatchTarget): string | undefined {
  const { kind = target.kind, apiVersion = target.apiVersion } = patched as {
    kind?: string;
    apiVersion?: string;
  };
  if (kind === target.kind) return undefined;
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`;
}

/**
 * Reads the body of a PATCH; the answer applies it to what is stored.
 * @throws StatusError 415 for an unknown patch type, 400 for a body that is no JSON; applying it throws 400, 422 or 500.
 */
export function readPatch(
  exchange: Exchange,
  target: PatchTarget,
  parameters: WriteParameters,
): (current: unknown) => unknown {
  const type = patchTypes.find((one) => one === exchange.contentType);
  if (type === undefined) throw errors.unsupportedPatchType();
  if (type === 'application/strategic-merge-patch+json' && target.schema === customSchema)
    throw errors.noStrategicMerge();
  const patch = parseJson(exchange.body, prefixes[type]);
  const strategic = type === 'application/strategic-merge-patch+json';
  return (current) => {
    const patched = applyPatch(type, current, patch, target.schema);
    const shown = strategic ? goText(patch) : JSON.stringify(patched);
    const refuse = (why: string) =>
      errors.invalid({ group: '', kind: '' }, '', [invalidValue('patch', shown, why)]);
    const wrongKind = checkKind(patched, target);
    if (wrongKind !== undefined) throw refuse(wrongKind);
    try {
      const texts = decodeObject(target.schema, patched).unknownFields.map(
        (field) => `unknown field "${field}"`,
      );
      if (texts.length > 0 && parameters.fieldValidation === 'Strict') {
        throw refuse(`strict decoding error: ${texts.join(', ')}`);
      }
      if (parameters.fieldValidation === 'Warn') exchange.warnings.push(...texts);
    } catch (error) {
      if (error instanceof DecodeError) throw refuse(strategic ? error.afterMerge : error.message);
      throw error;
    }
    return patched;
  };
}
