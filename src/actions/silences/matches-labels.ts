import type { Matcher } from '../../model/matcher.ts';
import { matchPattern } from './match-pattern.ts';

type Labels = Readonly<Record<string, string>>;

/**
 * Which label sets all matchers match, as Alertmanager decides it: expressions match the whole value, a label that is
 * not there has the value ''.
 * @returns undefined when an expression cannot be judged here
 */
export function matchesLabels(
  matchers: readonly Matcher[],
  all: readonly Labels[],
): readonly boolean[] | undefined {
  const matched = all.map(() => true);
  for (const { name, operator, value } of matchers) {
    const values = all.map((labels) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''));
    const equal =
      operator === '=' || operator === '!=' ? values.map((one) => one === value) : patternOnce(value, values);
    if (equal === undefined) return undefined;
    const wanted = operator === '=' || operator === '=~';
    equal.forEach((one, index) => {
      if (one !== wanted) matched[index] = false;
    });
  }
  return matched;
}

/** Each value once: a storm has few names and many alerts. */
function patternOnce(pattern: string, values: readonly string[]): readonly boolean[] | undefined {
  const different = [...new Set(values)];
  const found = matchPattern(pattern, different);
  if (found === undefined) return undefined;
  const byValue = new Map(different.map((value, index) => [value, found[index] === true]));
  return values.map((value) => byValue.get(value) === true);
}
