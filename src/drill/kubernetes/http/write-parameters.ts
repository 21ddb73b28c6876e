import * as errors from '../errors/api-errors.ts';
import { forbiddenField, notSupported } from '../errors/field-errors.ts';
import type { WriteContext } from '../registry/write-context.ts';
import type { Exchange } from './exchange.ts';

type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

function refuse(kind: OptionsKind, faults: errors.FieldError[]): never {
  throw errors.invalid({ group: 'meta.k8s.io', kind }, '', faults);
}

/** `dryRun=All` → dry-run. @throws StatusError 422 for any other value. */
export function writeMode(values: readonly string[], kind: OptionsKind): WriteContext['mode'] {
  const wrong = values.filter((value) => value !== 'All');
  if (wrong.length > 0) refuse(kind, [notSupported('dryRun', values, ['All'])]);
  return values.length > 0 ? 'dry-run' : 'store';
}

/** The product of a User-Agent, the manager's name without `fieldManager`: `kubectl/v1.34 (…)` → `kubectl`. */
function product(userAgent: string | undefined): string {
  return (userAgent ?? '').split('/')[0]?.slice(0, 128) ?? '';
}

export interface WriteParameters {
  context: WriteContext;
  fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

/** Reads dryRun, fieldManager and fieldValidation. @throws StatusError 422 */
export function readWriteParameters({ info, request }: Exchange, kind: OptionsKind): WriteParameters {
  const mode = writeMode(info.query.getAll('dryRun'), kind);
  if (kind === 'PatchOptions' && info.query.has('force')) {
    refuse(kind, [forbiddenField('force', 'may not be specified for non-apply patch')]);
  }
  const given = info.query.get('fieldManager') ?? '';
  if (Buffer.byteLength(given) > 128) {
    refuse(kind, [
      {
        type: 'FieldValueTooLong',
        field: 'fieldManager',
        message: 'Too long: may not be more than 128 bytes',
      },
    ]);
  }
  const validation = info.query.get('fieldValidation') ?? 'Warn';
  if (validation !== 'Ignore' && validation !== 'Warn' && validation !== 'Strict') {
    refuse(kind, [notSupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn'])]);
  }
  const manager = given === '' ? product(request.headers['user-agent']) : given;
  return { context: { manager: manager === '' ? 'unknown' : manager, mode }, fieldValidation: validation };
}
