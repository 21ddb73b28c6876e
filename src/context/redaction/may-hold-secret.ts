import { secretWords } from './secret-name.ts';

/**
 * A piece of each format and name that redaction looks for. Whoever adds a format adds its piece here: the test draws
 * secrets of every format.
 */
const pieces = new RegExp(
  [
    '-----',
    'eyJ',
    'AKIA|ASIA|AIza|ya29\\.|GOCSPX-',
    'gh[pousr]_|github_pat_|glpat-',
    'xox|xapp-|hooks\\.slack',
    '[rs]k_|npm_|SG\\.|sk-',
    'sig=|x-amz-|x-goog-',
    '@',
    'authorization|bearer|cookie',
    'key=',
    secretWords,
  ].join('|'),
  'i',
);

/** False: redaction would leave the text as it is. One look instead of thirty; most texts of alerts hold none of the pieces. */
export function mayHoldSecret(text: string): boolean {
  return pieces.test(text);
}
