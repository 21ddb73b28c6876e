import type { z } from 'zod';
import { didYouMean } from '../model/did-you-mean.ts';

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list, in [ ] or with a - before each line',
  object: 'keys with values',
};

/**
 * What is wrong with one value of the config and what to write instead, to be read after its key: `is missing: write text`.
 * A message that the schema gives itself stays as it is.
 * @param value what stands there; undefined: nothing
 */
export function faultWords(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type': {
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      const wanted = typeWords[issue.expected] ?? issue.expected;
      return value === undefined ? `is missing: write ${wanted}` : `${shown(value)} is not ${wanted}`;
    }
    case 'invalid_value': {
      if (!issue.message.startsWith('Invalid')) return issue.message;
      const allowed = issue.values.map(String);
      if (value === undefined) return `is missing: write one of ${allowed.join(', ')}`;
      const meant = typeof value === 'string' ? didYouMean(value, allowed) : undefined;
      return `${shown(value)} is none of ${allowed.join(', ')}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
    }
    case 'too_big':
    case 'too_small': {
      const isBig = issue.code === 'too_big';
      if (!issue.message.startsWith(isBig ? 'Too big' : 'Too small')) return issue.message;
      const limit = isBig ? issue.maximum : issue.minimum;
      const what = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
      return `${issue.origin === 'number' || issue.origin === 'int' ? `${shown(value)} is out of range: ` : ''}at ${isBig ? 'most' : 'least'} ${limit}${what}`;
    }
    default:
      return issue.message;
  }
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
