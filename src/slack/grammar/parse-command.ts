import type { ActionValueName } from '../../model/action.ts';
import type { ActionCommand, Command } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import { actionWords } from '../../model/action-words.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { readActionValue } from './action-values.ts';
import { kubectlForm } from './kubectl-forms.ts';
import { readArguments, type Arguments } from './read-arguments.ts';
import { readExecution } from './read-values.ts';
import { readObjects } from './read-objects.ts';
import { breakGlassWords, parseBreakGlass } from './parse-break-glass.ts';
import { parseDeny } from './parse-deny.ts';
import { freezePlace, parseFreeze } from './parse-freeze.ts';
import { parseReview } from './parse-review.ts';
import { parseSilence, parseSilences } from './parse-silence.ts';
import { tokenize, typedText } from './tokenize.ts';
import { readVerb, verbs, verbWords, type GrammarVerb } from './verbs.ts';

export interface ParseOptions {
  /** For `/rollback`, `/scale`, `/cordon`: the verb that the command itself says. */
  verb?: 'rollback' | 'scale' | 'cordon';
}

/** Prometheus sets no limit; nobody names an alert so. */
const longestAlertName = 200;

const unknown = (message: string): Command => ({ verb: 'unknown', message });

/**
 * What a person typed after `/mw` or a mention → what they want. Never throws; what cannot be understood is a command of
 * its own whose message (mrkdwn, escaped) says what is wrong and what was probably meant.
 */
export function parseCommand(text: string, options: ParseOptions = {}): Command {
  const glass = options.verb === undefined ? breakGlassWords.exec(typedText(text)) : null;
  if (glass !== null) return parsed('break-glass', parseBreakGlass(glass[1] ?? '', parseCommand));
  const silence = options.verb === undefined ? silenceWords.exec(typedText(text)) : null;
  if (silence !== null) {
    const [, first = '', rest = ''] = silence;
    return parsed('silence', parseSilence(`${silenceForms[first.toLowerCase()] ?? ''} ${rest}`));
  }
  const read = tokenize(text);
  if ('problem' in read) return unknown(`${read.problem} Type \`/mw help\` for all commands.`);
  const words = dropPrefix(read.tokens);
  const fixed = options.verb;
  if (fixed !== undefined)
    return parseVerb(fixed, readVerb(words[0] ?? '') === fixed ? words.slice(1) : words);
  const [first] = words;
  if (first === undefined) return { verb: 'help' };
  const kubectl = kubectlForm(words);
  if (kubectl !== undefined) return parseVerb(kubectl.verb, kubectl.words);
  const verb = readVerb(first);
  return verb === undefined ? unknownVerb(first) : parseVerb(verb, words.slice(1));
}

/** Their matchers need the quotes that the other commands lose. */
const silenceWords =
  /^\s*(?:(?:\/?mw|amtool)\s+)?(silence|mute|unsilence|silence-extend|silence-expire)(?:\s+([^]*))?$/i;
const silenceForms: Readonly<Record<string, string>> = {
  unsilence: 'expire',
  'silence-expire': 'expire',
  'silence-extend': 'extend',
};

/** People paste whole lines: `kubectl scale …`, `/mw ack`. */
function dropPrefix(words: string[]): string[] {
  const first = words[0]?.toLowerCase();
  return first === 'kubectl' || first === '/mw' || first === 'mw' ? words.slice(1) : words;
}

function unknownVerb(word: string): Command {
  const meant = didYouMean(word, verbWords);
  const verb = meant === undefined ? undefined : readVerb(meant);
  const hint =
    verb === undefined
      ? '`/mw status` shows what is ill, `/mw help` all commands.'
      : `Did you mean \`/mw ${verb}\`?`;
  return unknown(`I do not know ${foreignCode(word, 60)}. ${hint}`);
}

function parseVerb(verb: GrammarVerb, words: readonly string[]): Command {
  const rule = verbs[verb];
  if (rule.takes === 'anything') return { verb: 'help' };
  const read = readArguments(words, verb);
  if ('problem' in read) return unknown(`${read.problem} For example: \`/mw ${rule.example}\``);
  return parsed(verb, commandOf(verb, read));
}

function parsed(verb: GrammarVerb, command: Command | { problem: string }): Command {
  return 'problem' in command
    ? unknown(`${command.problem} For example: \`/mw ${verbs[verb].example}\``)
    : command;
}

function commandOf(verb: GrammarVerb, given: Arguments): Command | { problem: string } {
  const incident = given.incident === undefined ? {} : { incident: given.incident };
  switch (verb) {
    case 'help':
      return { verb };
    case 'status':
      if (given.incident === undefined && given.words.length === 1 && /^bot$/i.test(given.words[0] ?? ''))
        return { verb, about: 'bot' };
      return given.words.length === 0 ? { verb, ...incident } : tooMany(verb, given.words[0] ?? '');
    case 'ack':
    case 'open':
    case 'can':
    case 'resolve':
    case 'audit':
      if (verb === 'audit' && given.incident === undefined && /^head$/i.test(given.words.join(' ')))
        return { verb, about: 'head' };
      return given.words.length === 0 ? { verb, ...incident } : tooMany(verb, given.words[0] ?? '');
    case 'why': {
      const alert = given.words.join(' ');
      if (alert === '') return { verb, ...incident };
      if (given.incident !== undefined) return { problem: 'One incident or one alert name.' };
      return alert.length > longestAlertName ? { problem: 'That is no alert name.' } : { verb, alert };
    }
    case 'deny':
      return parseDeny(given);
    case 'debts':
      return given.words.length === 0 ? { verb } : tooMany(verb, given.words[0] ?? '');
    case 'review':
      return parseReview(given);
    case 'break-glass':
      return { problem: 'Write it as `break-glass …`.' };
    case 'freeze':
      return parseFreeze(given);
    case 'unfreeze':
      if (given.incident !== undefined || given.words[0] !== undefined)
        return tooMany(verb, given.incident ?? given.words[0] ?? '');
      return { verb, ...freezePlace(given) };
    case 'silences':
      return parseSilences([
        ...given.words,
        ...(given.cluster === undefined ? [] : ['--cluster', given.cluster]),
      ]);
    case 'silence':
    case 'silence-extend':
    case 'silence-expire':
      return { problem: 'Write it as `silence …`.' };
    case 'abort':
    case 'undo': {
      const [id, extra] = given.words;
      if (extra !== undefined) return tooMany(verb, extra);
      if (id === undefined) return { verb, ...incident };
      const read = readExecution(id);
      return 'problem' in read
        ? { problem: `${foreignCode(id, 80)} ${read.problem}.` }
        : { verb, execution: read.value, ...incident };
    }
    default:
      return actionOf(verb, given, incident);
  }
}

/** What is taken for a value without its flag. No name of an object begins with a digit that a unit follows: `20Gi`. */
const bareForms: { readonly [Name in ActionValueName]?: RegExp } = {
  promotion: /^(?:full|step)$/i,
  size: /^\d+(?:\.\d+)?(?:[kMGTPE]|[KMGTPE]i)?$/,
};
const wholeNumber = /^[-+]?\d+$/;

function tooMany(verb: string, word: string): { problem: string } {
  return { problem: `\`${verb}\` takes no ${foreignCode(word, 80)}.` };
}

function actionOf(
  verb: ActionCommand['verb'],
  given: Arguments,
  incident: { incident?: string },
): ActionCommand | { problem: string } {
  const command: ActionCommand = { verb, ...incident };
  if (given.namespace !== undefined) command.namespace = given.namespace;
  if (given.cluster !== undefined) command.cluster = given.cluster;
  for (const name of actionWords[verb].values) {
    if (given[name] !== undefined) Object.assign(command, { [name]: given[name] });
  }
  let words = given.words;
  const { bareValue } = actionWords[verb];
  const last = words.at(-1);
  // `scale deploy/checkout 5`: a bare number at the end is the count, unless it was given by its flag.
  if (
    bareValue !== undefined &&
    last !== undefined &&
    (bareForms[bareValue] ?? wholeNumber).test(last) &&
    given[bareValue] === undefined
  ) {
    const problem = readActionValue(command, bareValue, last);
    if (problem !== undefined) return { problem: `${foreignCode(last, 40)} ${problem}.` };
    words = words.slice(0, -1);
  }
  const { pairValue } = actionWords[verb];
  const pairs = pairValue === undefined ? [] : words.filter((word) => /[=:]|-$/.test(word));
  if (pairValue !== undefined && pairs.length > 0) {
    if (given[pairValue] !== undefined) return tooMany(verb, pairs[0] ?? '');
    const text = pairs.join(',');
    const problem = readActionValue(command, pairValue, text);
    if (problem !== undefined) return { problem: `${foreignCode(text, 80)} ${problem}.` };
    words = words.filter((word) => !pairs.includes(word));
  }
  const objects = readObjects(words, given.selector, verb);
  return 'problem' in objects ? objects : { ...command, ...objects.value };
}
