import { badRequest } from '../errors/api-errors.ts';
import { unreadableNumber } from '../errors/go-text.ts';

/** A whole number of the query, or undefined without one. @throws StatusError 400 */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(unreadableNumber('ParseInt', text));
  return Number(text);
}

/** What is wrong with a resourceVersion of the query, or undefined. */
export function versionFault(query: URLSearchParams): string | undefined {
  const text = query.get('resourceVersion') ?? '';
  if (/^\d*$/.test(text)) return undefined;
  return `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${unreadableNumber('ParseUint', text)}`;
}
