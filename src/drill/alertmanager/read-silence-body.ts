import type { WantedSilence } from './silence-book.ts';

/** go-openapi's codes: 602 required, 601 wrong type, 612 too few items. */
export type BodyProblem = { code: number; message: string };

/** What a client posts as a silence, checked as the schema postableSilence does. */
export function readSilenceBody(text: string): WantedSilence | BodyProblem {
  let body: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) throw new TypeError('no object');
    body = parsed as Record<string, unknown>;
  } catch {
    return { code: 400, message: 'parsing silence body from "" failed, because invalid character' };
  }
  const { id, matchers, startsAt, endsAt, createdBy, comment } = body;
  for (const [name, value] of Object.entries({ comment, createdBy, endsAt, matchers, startsAt }))
    if (value === undefined || value === null)
      return { code: 602, message: `silence.${name} in body is required` };
  if (!Array.isArray(matchers))
    return { code: 601, message: 'silence.matchers in body must be of type array' };
  if (matchers.length === 0)
    return { code: 612, message: 'silence.matchers in body should have at least 1 items' };
  const read = (matchers as Record<string, unknown>[]).map(({ name, value, isRegex, isEqual = true }) => ({
    name,
    value,
    isRegex,
    isEqual,
  }));
  const wrong = read.some(
    (one) =>
      typeof one.name !== 'string' || typeof one.value !== 'string' || typeof one.isRegex !== 'boolean',
  );
  if (wrong) return { code: 602, message: 'silence.matchers in body is required' };
  if (typeof createdBy !== 'string' || typeof comment !== 'string')
    return { code: 601, message: 'silence.createdBy in body must be of type string' };
  for (const [name, value] of Object.entries({ startsAt, endsAt }))
    if (typeof value !== 'string' || Number.isNaN(Date.parse(value)))
      return { code: 601, message: `silence.${name} in body must be of type date-time` };
  return {
    ...(typeof id === 'string' && id !== '' && { id }),
    matchers: read as WantedSilence['matchers'],
    startsAt: startsAt as string,
    endsAt: endsAt as string,
    createdBy,
    comment,
  };
}
