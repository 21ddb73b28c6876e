import { Script } from 'node:vm';

/** All values of one expression together: matching must not hold the event loop. */
const patternMs = 40;
const attempts = 3;
const loop = new Script(
  'const expression = new RegExp(source, flags); texts.map((text) => expression.test(text))',
);

/**
 * Which texts a regular expression of Alertmanager matches as a whole. Go's RE2 and JavaScript agree on what people
 * write; where they do not, or where JavaScript would take too long, nothing is claimed.
 * @returns undefined when it cannot be told here
 */
export function matchPattern(pattern: string, texts: readonly string[]): readonly boolean[] | undefined {
  if (!isShared(pattern)) return undefined;
  const inline = /^\(\?([is]+)\)/.exec(pattern);
  // Go's dot takes everything but \n, JavaScript's stops at \r, U+2028 and U+2029 too: those are not in labels of people.
  const flags = `u${[...new Set(inline?.[1] ?? '')].join('')}`;
  const source = `^(?:${pattern.slice(inline?.[0].length ?? 0)})$`;
  try {
    if (isHarmless(pattern)) {
      const expression = new RegExp(loosened(source), flags);
      return texts.map((text) => expression.test(text));
    }
    return watched({ source: loosened(source), flags, texts: [...texts] });
  } catch {
    // An expression that JavaScript refuses, or that took too long.
    return undefined;
  }
}

/** Without a repeated group and with two repetitions at most, matching cannot explode: it needs no clock. */
function isHarmless(pattern: string): boolean {
  return !/\)[*+{?]/.test(pattern) && (pattern.match(/[*+{]/g)?.length ?? 0) <= 2;
}

/** The clock is the wall's: a process that was put aside for a moment gets another chance, an expression that computes does not. */
function watched(input: { source: string; flags: string; texts: string[] }): readonly boolean[] {
  for (let attempt = 1; ; attempt += 1) {
    const before = process.threadCpuUsage();
    try {
      return [...(loop.runInNewContext(input, { timeout: patternMs }) as boolean[])];
    } catch (error) {
      const { user, system } = process.threadCpuUsage(before);
      const wasPutAside = (user + system) / 1000 < patternMs / 2;
      if (attempt === attempts || error instanceof SyntaxError || !wasPutAside) throw error;
    }
  }
}

/** Only in one of the two languages, or with another meaning: \Q, \pN, \z, [[:alpha:]], look-around, back-references. */
function isShared(pattern: string): boolean {
  return (
    !/\\[QEzACpPG1-9kuc]|\[\[:|\(\?(?:[=!]|<[=!])/.test(pattern) &&
    !/\(\?P</.test(pattern) &&
    // Go's \s and \b know ASCII only, as JavaScript's \b; \s differs beyond it.
    !/[^\p{ASCII}]/u.test(pattern.replace(/[\p{L}\p{N}\p{P}\p{S}\p{M}]/gu, ''))
  );
}

/** Go lets people escape any punctuation; JavaScript's u mode only what has a meaning. */
function loosened(source: string): string {
  return source.replace(/\\([^A-Za-z0-9\s^$\\.*+?()[\]{}|/-])/g, '$1').replace(/\\-(?![^[]*\])/g, '-');
}
