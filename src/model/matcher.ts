/** How a matcher compares; regular expressions are Go's (RE2) and match the whole value. */
export type MatcherOperator = '=' | '!=' | '=~' | '!~';

/** One condition on a label, as Alertmanager's silences have them. A label that is not there has the value ''. */
export interface Matcher {
  name: string;
  operator: MatcherOperator;
  value: string;
}

/** Nobody can review more; Alertmanager itself sets no limit. */
const most = { matchers: 20, name: 200, value: 1000 };
const plainName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** What Alertmanager's UTF-8 parser takes as a name without quotes. */
const bareName = /[^\s{}!=~,"'`\\]+/y;
const operators = /=~|!~|!=|=/y;

/**
 * Reads `alertname="X", pod=~"web-\d+"`, with or without braces and quotes, as kubectl, amtool and PromQL write them.
 * Alertmanager has two parsers that differ (0.27 and later read UTF-8 names and refuse `"\d"`, the older one keeps it):
 * what both understand means here what it means there, and `writeMatchers` writes only what both read alike.
 * @returns the problem as a part of a sentence when it cannot be read
 */
export function readMatchers(text: string): { matchers: Matcher[] } | { problem: string } {
  const braces = /^\s*\{(.*)\}\s*$/s.exec(text);
  const source = braces?.[1] ?? text;
  const matchers: Matcher[] = [];
  let at = skip(source, 0, /[\s,]*/y);
  while (at < source.length) {
    const read = readMatcher(source, at);
    if ('problem' in read) return read;
    const { matcher } = read;
    if (!matchers.some((one) => writeMatcher(one) === writeMatcher(matcher))) matchers.push(matcher);
    at = skip(source, read.end, /[\s,]*/y);
  }
  if (matchers.length === 0) return { problem: 'there is no matcher' };
  if (matchers.length > most.matchers) return { problem: `more than ${most.matchers} matchers` };
  return { matchers };
}

/** The one way in which we write matchers: sorted, values quoted. `readMatchers` gives the same back. */
export function writeMatchers(matchers: readonly Matcher[]): string {
  return matchers.map(writeMatcher).sort().join(', ');
}

/** `pod=~"web-\\d+"`, as `filter=` of Alertmanager's API wants it. */
export function writeMatcher({ name, operator, value }: Matcher): string {
  return `${plainName.test(name) ? name : quote(name)}${operator}${quote(value)}`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

type Part = { text: string; end: number } | { problem: string };

function readMatcher(source: string, start: number): { matcher: Matcher; end: number } | { problem: string } {
  const name = isQuote(source[start]) ? readQuoted(source, start) : readBare(source, start, bareName);
  if ('problem' in name) return name;
  if (name.text === '' || name.text.length > most.name)
    return { problem: `${short(source, start)} has no name of a label` };
  const before = skip(source, name.end, /\s*/y);
  const operator = readBare(source, before, operators);
  if ('problem' in operator || operator.text === '')
    return { problem: `${short(source, start)} is no matcher: write LABEL="VALUE", with =, !=, =~ or !~` };
  const after = skip(source, operator.end, /\s*/y);
  if (source[after] === '=' || source[after] === '~')
    return { problem: `${short(source, start)} has an operator that is not =, !=, =~ or !~` };
  const value = isQuote(source[after]) ? readQuoted(source, after) : readBare(source, after, /[^\s,"'{}]*/y);
  if ('problem' in value) return value;
  const next = source[value.end];
  if (next !== undefined && !/[\s,]/.test(next))
    return { problem: `put the value in quotes: ${short(source, start)}` };
  if (value.text.length > most.value) return { problem: `a value is longer than ${most.value} characters` };
  return {
    matcher: { name: name.text, operator: operator.text as MatcherOperator, value: value.text },
    end: value.end,
  };
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}

/** In double quotes `\\`, `\"` and `\n` are escapes; any other backslash stays, as people write it in expressions. */
function readQuoted(source: string, start: number): Part {
  const mark = source[start];
  let text = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at] ?? '';
    if (character === mark) return { text, end: at + 1 };
    const next = source[at + 1];
    if (character === '\\' && mark === '"' && (next === '"' || next === '\\' || next === 'n')) {
      text += next === 'n' ? '\n' : next;
      at += 1;
    } else text += character;
  }
  return { problem: `a quote (${mark ?? ''}) is not closed` };
}

function readBare(source: string, start: number, pattern: RegExp): Part {
  const end = skip(source, start, pattern);
  return { text: source.slice(start, end), end };
}

function skip(source: string, start: number, pattern: RegExp): number {
  const sticky = new RegExp(pattern.source, 'y');
  sticky.lastIndex = start;
  return start + (sticky.exec(source)?.[0].length ?? 0);
}

function short(source: string, start: number): string {
  return source.slice(start, start + 60);
}
