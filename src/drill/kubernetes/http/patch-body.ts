import * as errors from '../errors/api-errors.ts';
import { invalidValue } from '../errors/field-errors.ts';
import { applyJsonPatch, PatchApplyError, PatchFormatError } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import { decodeObject, DecodeError } from '../schema/decode-object.ts';
import { parseJson } from './read-body.ts';
import type { WriteParameters } from './write-parameters.ts';

export const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
] as const;

/** A patch that was read and can be applied to what is stored. */
export interface ReadPatch {
  /** @throws StatusError 400 or 422 */
  apply: (current: unknown) => unknown;
  /** Sentences about fields that nobody knows, filled while applying. */
  warnings: string[];
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw errors.badRequest(
    'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
  );
}

function applyPatch(type: string, current: unknown, patch: unknown, schema: string): unknown {
  try {
    if (type === 'application/json-patch+json') return applyJsonPatch(current, patch);
    if (type === 'application/merge-patch+json') return applyMergePatch(current, record(patch));
    return applyStrategicMergePatch(record(current), record(patch), schema);
  } catch (error) {
    if (error instanceof PatchFormatError) throw errors.badRequest(error.message);
    if (error instanceof PatchApplyError) throw errors.unprocessablePatch();
    throw error;
  }
}

/**
 * Reads the body of a PATCH.
 * @param schema the API type that the patch is for.
 * @throws StatusError 415 for an unknown patch type, 400 for a body that is no JSON.
 */
export function readPatch(
  text: string,
  type: string,
  schema: string,
  parameters: WriteParameters,
): ReadPatch {
  if (!(patchTypes as readonly string[]).includes(type)) throw errors.unsupportedPatchType();
  const patch = parseJson(text, 'error decoding patch');
  const warnings: string[] = [];
  const apply = (current: unknown): unknown => {
    const patched = applyPatch(type, current, patch, schema);
    const refuse = (why: string) =>
      errors.invalid({ group: '', kind: '' }, '', [invalidValue('patch', JSON.stringify(patched), why)]);
    try {
      const texts = decodeObject(schema, patched).unknownFields.map((field) => `unknown field "${field}"`);
      if (texts.length > 0 && parameters.fieldValidation === 'Strict')
        throw refuse(`strict decoding error: ${texts.join(', ')}`);
      if (parameters.fieldValidation === 'Warn') warnings.push(...texts);
    } catch (error) {
      if (error instanceof DecodeError) throw refuse(error.message);
      throw error;
    }
    return patched;
  };
  return { apply, warnings };
}
