const suffix = '-again';

/** The id of the request that takes the place of one whose plan no longer fits: it is made once. */
export function successorId(requestId: string): string {
  return `${requestId}${suffix}`;
}

/** The request whose place this one took; undefined: it took none. */
export function predecessorId(requestId: string): string | undefined {
  return requestId.endsWith(suffix) ? requestId.slice(0, -suffix.length) : undefined;
}
