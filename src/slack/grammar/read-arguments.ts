import { foreignCode } from '../text/foreign-text.ts';
import type { ActionValues } from '../../model/action.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { readActionValue, switches } from './action-values.ts';
import { readSelector } from './read-objects.ts';
import { readCluster, readIncident, readNamespace, type Read } from './read-values.ts';
import { allFlagWords, flagWords, readFlag, verbs, type FlagName, type GrammarVerb } from './verbs.ts';

/** The words after a verb: flags read and checked, the rest in order. */
export interface Arguments extends ActionValues {
  words: readonly string[];
  namespace?: string;
  cluster?: string;
  incident?: string;
  /** `app=shop` */
  selector?: string;
}

export function readArguments(tokens: readonly string[], verb: GrammarVerb): Arguments | { problem: string } {
  const given: Arguments = { words: [] };
  const words: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const incident = readIncident(token);
    if (incident !== undefined) {
      if (given.incident !== undefined) return { problem: 'One incident a command.' };
      given.incident = incident;
    } else if (token.startsWith('-') && !/^-\d+$/.test(token)) {
      const equals = token.indexOf('=');
      const word = equals < 0 ? token : token.slice(0, equals);
      const flag = readFlag(word);
      if (flag === undefined || !verbs[verb].flags.includes(flag)) return unknownFlag(word, verb, flag);
      let text = equals < 0 ? undefined : token.slice(equals + 1);
      if (text === undefined && switches.some((name) => name === flag)) text = 'true';
      if (text === undefined) {
        index += 1;
        text = tokens[index];
      }
      if (text === undefined || text === '') return { problem: `\`${flagWords[flag]}\` needs a value.` };
      if (given[flag] !== undefined) return { problem: `\`${flagWords[flag]}\` is there twice.` };
      const problem = setFlag(given, flag, text);
      if (problem !== undefined) return { problem: `${foreignCode(text, 80)} ${problem}.` };
    } else words.push(token);
  }
  return { ...given, words };
}

function setFlag(given: Arguments, flag: FlagName, text: string): string | undefined {
  switch (flag) {
    case 'namespace':
      return keep(readNamespace(text), (value) => (given.namespace = value));
    case 'cluster':
      return keep(readCluster(text), (value) => (given.cluster = value));
    case 'selector':
      return keep(readSelector(text), (value) => (given.selector = value));
    case 'incident': {
      const incident = readIncident(text);
      if (incident === undefined) return 'is no incident: `INC-12`';
      given.incident = incident;
      return undefined;
    }
    default:
      return readActionValue(given, flag, text);
  }
}

function keep<Value>(read: Read<Value>, set: (value: Value) => void): string | undefined {
  if ('problem' in read) return read.problem;
  set(read.value);
  return undefined;
}

function unknownFlag(word: string, verb: GrammarVerb, flag: FlagName | undefined): { problem: string } {
  const own = verbs[verb].flags.map((name) => flagWords[name]);
  const takes = own.length === 0 ? 'takes no flags' : `takes ${own.map((name) => `\`${name}\``).join(', ')}`;
  const meant = flag === undefined ? didYouMean(word, allFlagWords) : undefined;
  const known = meant === undefined ? undefined : readFlag(meant);
  const hint = known === undefined || !verbs[verb].flags.includes(known) ? '' : ` Did you mean \`${meant}\`?`;
  return { problem: `\`${verb}\` ${takes}, not ${foreignCode(word, 60)}.${hint}` };
}
