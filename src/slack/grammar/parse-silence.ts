import { didYouMean } from '../../model/did-you-mean.ts';
import { readMatchers, writeMatchers } from '../../model/matcher.ts';
import type { ActionCommand, Command } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import { readActionValue } from './action-values.ts';
import { readDuration } from './read-duration.ts';
import { readCluster, readIncident, readNamespace, type Read } from './read-values.ts';
import { readFlag, type FlagName } from './verbs.ts';

type Parsed = Command | { problem: string };

const subcommands = ['extend', 'expire', 'list', 'add'] as const;
const silenceId = /^[0-9a-f][0-9a-f-]{5,63}$/i;
const plainName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const flagsTaken = ['--for', '--until', '--reason', '--cluster', '--incident', '-n'];
const taken = new Set<FlagName>([
  'duration',
  'until',
  'reason',
  'cluster',
  'incident',
  'namespace',
  'matchers',
]);

/**
 * `2h [matchers] --reason "…"`, `extend ID 2h`, `expire ID`, `list`. Quotes matter here, as they do to Alertmanager, so
 * this reads what was typed and not words without them.
 * @param text what follows the verb, with Slack's escapes undone
 */
export function parseSilence(text: string): Parsed {
  const words = splitOutsideQuotes(text);
  if ('problem' in words) return words;
  const [first = '', ...rest] = words.parts;
  const subcommand = first.toLowerCase();
  switch (subcommand === 'update' ? 'extend' : subcommand === 'end' ? 'expire' : subcommand) {
    case 'list':
    case 'ls':
      return parseSilences(rest);
    case 'extend':
      return parseNamed('silence-extend', rest);
    case 'expire':
      return parseNamed('silence-expire', rest);
    case 'add':
      return parseNew(rest);
    default:
      return parseNew(words.parts);
  }
}

/** `[--cluster NAME]`. */
export function parseSilences(words: readonly string[]): Parsed {
  const read = readWords(words);
  if ('problem' in read) return read;
  const { given, left } = read;
  if (left[0] !== undefined) return { problem: `\`silences\` takes no ${foreignCode(left[0], 80)}.` };
  return { verb: 'silences', ...(given.cluster !== undefined && { cluster: given.cluster }) };
}

function parseNamed(verb: 'silence-extend' | 'silence-expire', words: readonly string[]): Parsed {
  const read = readWords(words);
  if ('problem' in read) return read;
  const { given, left } = read;
  const [id, extra] = left;
  if (id === undefined) return { problem: 'Which silence? `/mw silences` lists their ids.' };
  if (extra !== undefined) return { problem: `${foreignCode(extra, 80)} is one word too many.` };
  if (!silenceId.test(id))
    return { problem: `${foreignCode(id, 80)} is no id of a silence: \`/mw silences\` lists them.` };
  if (verb === 'silence-extend' && given.duration === undefined && given.until === undefined)
    return { problem: 'Extend it by how long?' };
  if (verb === 'silence-expire' && (given.duration ?? given.until) !== undefined)
    return { problem: '`expire` ends it now and takes no duration.' };
  return { ...given, verb, object: { kind: 'Silence', name: id.toLowerCase() } };
}

function parseNew(words: readonly string[]): Parsed {
  const read = readWords(words);
  if ('problem' in read) return read;
  const { given, left } = read;
  const [first, ...others] = left;
  if (given.duration !== undefined && given.until !== undefined)
    return { problem: 'A duration or an end, not both.' };
  const meant =
    first === undefined || /[=~]/.test(left.join('')) ? undefined : didYouMean(first, subcommands);
  if (meant !== undefined)
    return {
      problem: `I do not know ${foreignCode(first ?? '', 60)}. Did you mean \`/mw silence ${meant}\`?`,
    };
  // amtool takes a first bare word for the alert's name.
  const named = first !== undefined && plainName.test(first) && !/^\s*[=!]/.test(others.join(' '));
  const text = [
    ...(given.matchers === undefined ? [] : [given.matchers]),
    ...(given.namespace === undefined ? [] : [`namespace="${given.namespace}"`]),
    named ? [`alertname="${first}"`, ...others].join(' ') : left.join(' '),
  ].join(' ');
  const values: Given = { ...given };
  // They are among the matchers now.
  delete values.namespace;
  delete values.matchers;
  if (text.trim() === '') return { ...values, verb: 'silence' };
  const matchers = readMatchers(text);
  if ('problem' in matchers)
    return {
      problem: `I cannot read the matchers: ${foreignCode(matchers.problem, 200)}. Put a reason of several words in quotes.`,
    };
  return { ...values, verb: 'silence', matchers: writeMatchers(matchers.matchers) };
}

type Given = Omit<ActionCommand, 'verb' | 'object'>;

/** Flags, the incident and one bare duration; the rest in order, with its quotes. */
function readWords(
  words: readonly string[],
): { given: Given; left: readonly string[] } | { problem: string } {
  const given: Given = {};
  const left: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const incident = readIncident(word);
    const duration = readDuration(word);
    if (incident !== undefined) {
      if (given.incident !== undefined) return { problem: 'One incident a command.' };
      given.incident = incident;
    } else if ('value' in duration && given.duration === undefined) given.duration = duration.value;
    else if (/^-\D/.test(word)) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word : word.slice(0, equals);
      const flag = readFlag(name);
      if (flag === undefined || !taken.has(flag))
        return {
          problem: `\`silence\` takes ${flagsTaken.map((one) => `\`${one}\``).join(', ')}, not ${foreignCode(name, 60)}.`,
        };
      const value = equals < 0 ? valueAfter(words, index, flag) : { text: word.slice(equals + 1), used: 0 };
      index += value.used;
      const problem = value.text === '' ? 'needs a value' : setFlag(given, flag, unquoted(value.text));
      if (problem !== undefined) return { problem: `${foreignCode(value.text || name, 80)} ${problem}.` };
    } else left.push(word);
  }
  return { given, left };
}

/** A reason without quotes goes on until the next flag: at night nobody counts words. */
function valueAfter(words: readonly string[], at: number, flag: FlagName): { text: string; used: number } {
  const first = words[at + 1] ?? '';
  if (flag !== 'reason' || /^["']/.test(first)) return { text: first, used: 1 };
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => /^--\w/.test(word));
  const own = end < 0 ? rest : rest.slice(0, end);
  return { text: own.join(' '), used: own.length };
}

function setFlag(given: Given, flag: FlagName, text: string): string | undefined {
  if (flag === 'selector') return 'is for objects; a silence has matchers';
  if (given[flag] !== undefined) return 'is there twice';
  switch (flag) {
    case 'namespace':
      return keep(readNamespace(text), (value) => (given.namespace = value));
    case 'cluster':
      return keep(readCluster(text), (value) => (given.cluster = value));
    case 'incident':
      return keep(
        { value: readIncident(text) ?? '' },
        (value) => (given.incident = value),
        (value) => (value === '' ? 'is no incident: `INC-12`' : undefined),
      );
    default:
      return readActionValue(given, flag, text);
  }
}

function keep<Value>(
  read: Read<Value>,
  set: (value: Value) => void,
  check: (value: Value) => string | undefined = () => undefined,
): string | undefined {
  if ('problem' in read) return read.problem;
  const problem = check(read.value);
  if (problem === undefined) set(read.value);
  return problem;
}

function unquoted(text: string): string {
  const [, quote, inside] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  if (inside === undefined) return text;
  return quote === '"' ? inside.replaceAll(/\\(["\\])/g, '$1') : inside;
}

const mostParts = 60;

function splitOutsideQuotes(text: string): { parts: string[] } | { problem: string } {
  const parts: string[] = [];
  let part = '';
  let quote: string | undefined;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quote === undefined && /\s/.test(character)) {
      if (part !== '') parts.push(part);
      part = '';
      continue;
    }
    part += character;
    if (quote === '"' && character === '\\' && index + 1 < text.length) part += text[(index += 1)] ?? '';
    else if (quote !== undefined) quote = character === quote ? undefined : quote;
    // An apostrophe inside of a word quotes nothing.
    else if (character === '"' || (character === "'" && /^$|[=~]$/.test(part.slice(0, -1))))
      quote = character;
  }
  if (quote !== undefined) return { problem: `A quote (${quote}) is not closed.` };
  if (part !== '') parts.push(part);
  return parts.length > mostParts ? { problem: `That are more than ${mostParts} words.` } : { parts };
}
