import { mayHoldSecret } from './may-hold-secret.ts';
import { secretFormats } from './secret-formats.ts';
import { redactNamedValues } from './named-values.ts';

const maxPasses = 5;

/**
 * The text without secrets: keys of known formats wherever they stand, and values under names that say that they are
 * secret. In doubt it redacts. Applied again it changes nothing; a text without secrets stays as it is.
 * Give it whole texts, not lines: some secrets span lines.
 */
export function redact(text: string): string {
  if (!mayHoldSecret(text)) return text;
  let result = text;
  // What one pass takes out can bare the edge of the next secret, when two stand without a gap; so: until it rests.
  for (let pass = 0; pass < maxPasses; pass++) {
    const next = redactOnce(result);
    if (next === result) break;
    result = next;
  }
  return result;
}

function redactOnce(text: string): string {
  let result = text;
  for (const { pattern, replacement } of secretFormats) result = result.replace(pattern, replacement);
  return redactNamedValues(result);
}
