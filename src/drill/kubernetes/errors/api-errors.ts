import { StatusError, type StatusBody, type StatusCause } from './status-error.ts';

// Messages and shapes as apimachinery's pkg/api/errors (v0.34) makes them; clients match on them.

/** A resource by its plural and group; the core group is the empty string. */
export interface GroupResource {
  group: string;
  resource: string;
}

/** `deployments.apps`; `pods` for the core group. */
export function qualifiedName({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

type Details = NonNullable<StatusBody['details']>;

function detailsOf({ group, resource }: GroupResource, name: string, more: Partial<Details> = {}): Details {
  return {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(resource === '' ? {} : { kind: resource }),
    ...more,
  };
}

export function notFound(resource: GroupResource, name: string): StatusError {
  return new StatusError(404, {
    message: `${qualifiedName(resource)} "${name}" not found`,
    reason: 'NotFound',
    details: detailsOf(resource, name),
  });
}

/** What a path gets that is no known resource. */
export function unknownResource(): StatusError {
  return new StatusError(404, {
    message: 'the server could not find the requested resource',
    reason: 'NotFound',
    details: {},
  });
}

export function alreadyExists(resource: GroupResource, name: string): StatusError {
  return new StatusError(409, {
    message: `${qualifiedName(resource)} "${name}" already exists`,
    reason: 'AlreadyExists',
    details: detailsOf(resource, name),
  });
}

export const modifiedMessage =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(resource: GroupResource, name: string, why: string): StatusError {
  return new StatusError(409, {
    message: `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": ${why}`,
    reason: 'Conflict',
    details: detailsOf(resource, name),
  });
}

export function forbidden(resource: GroupResource, name: string, why: string): StatusError {
  const what = qualifiedName(resource);
  const subject = what === '' ? '' : name === '' ? `${what} is ` : `${what} "${name}" is `;
  return new StatusError(403, {
    message: `${subject}forbidden: ${why}`,
    reason: 'Forbidden',
    details: detailsOf(resource, name),
  });
}

/** One fault of an object: where, which kind of fault, and the words for it. */
export interface FieldError {
  type:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany';
  field: string;
  message: string;
}

/** @param kind the kind of the object, with its group, as `details` shows them. */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  errors: FieldError[],
): StatusError {
  const causes: StatusCause[] = errors.map(({ type, message, field }) => ({ reason: type, message, field }));
  const texts = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
  const list = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  const qualified = qualifiedName({ group: kind.group, resource: kind.kind });
  return new StatusError(422, {
    message: `${qualified} "${name}" is invalid${errors.length === 0 ? '' : `: ${list}`}`,
    reason: 'Invalid',
    details: detailsOf(
      { group: kind.group, resource: kind.kind },
      name,
      causes.length === 0 ? {} : { causes },
    ),
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, { message, reason: 'BadRequest' });
}

export function unauthorized(): StatusError {
  return new StatusError(401, { message: 'Unauthorized', reason: 'Unauthorized' });
}

export function methodNotAllowed(): StatusError {
  return new StatusError(405, {
    message: 'the server does not allow this method on the requested resource',
    reason: 'MethodNotAllowed',
    details: {},
  });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError(415, {
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    reason: 'UnsupportedMediaType',
  });
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  return new StatusError(406, {
    message: `406: Not Acceptable\n\nAvailable representations: ${accepted.join(', ')}`,
    reason: 'NotAcceptable',
    details: {},
  });
}

/** A patch type that no route takes: refused before the patch is looked at. */
export function unsupportedPatchType(): StatusError {
  return new StatusError(415, {
    message: '415: Unsupported Media Type',
    reason: 'UnsupportedMediaType',
    details: {},
  });
}

/** Custom resources have no Go type that says how to merge. */
export function noStrategicMerge(): StatusError {
  return new StatusError(415, {
    message:
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    reason: 'UnsupportedMediaType',
  });
}

/** A JSON patch that cannot be applied: the server does not say which operation failed. */
export function unprocessablePatch(): StatusError {
  return new StatusError(422, {
    message: 'the server rejected our request due to an error in our request',
    reason: 'Invalid',
    details: {},
  });
}

export function expired(message: string): StatusError {
  return new StatusError(410, { message, reason: 'Expired' });
}

export function tooManyRequests(
  message: string,
  retryAfterSeconds: number,
  causes: StatusCause[] = [],
): StatusError {
  return new StatusError(429, {
    message,
    reason: 'TooManyRequests',
    details: {
      ...(causes.length === 0 ? {} : { causes }),
      ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
    },
  });
}

export function internalError(why: string): StatusError {
  return new StatusError(500, {
    message: `Internal error occurred: ${why}`,
    reason: 'InternalError',
    details: { causes: [{ message: why }] },
  });
}

export function entityTooLarge(limitBytes: number): StatusError {
  return new StatusError(413, {
    message: `Request entity too large: limit is ${limitBytes}`,
    reason: 'RequestEntityTooLarge',
  });
}
