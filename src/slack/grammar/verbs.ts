import { actionWords, actsOnNodes } from '../../model/action-words.ts';
import { actionNames, actionValueNames, type ActionName, type ActionValueName } from '../../model/action.ts';
import { actionValueRules } from './action-values.ts';

/** What people can ask for. `undo` takes back an action; the rest reads or moves the incident. */
export type GrammarVerb =
  | 'help'
  | 'status'
  | 'ack'
  | 'open'
  | 'resolve'
  | 'audit'
  | 'why'
  | 'can'
  | 'undo'
  | 'abort'
  | 'deny'
  | 'silences'
  | 'break-glass'
  | 'debts'
  | 'review'
  | 'freeze'
  | 'unfreeze'
  | ActionName;

export type FlagName = 'namespace' | 'cluster' | 'incident' | 'selector' | ActionValueName;

interface VerbRule {
  /** Other words for it; kubectl's where it has one. */
  aliases: readonly string[];
  flags: readonly FlagName[];
  /** What may stand without a flag besides `INC-12`. */
  takes: 'nothing' | 'object' | 'execution' | 'alert' | 'reason' | 'anything';
  /** For error messages. */
  example: string;
}

export const verbs: Readonly<Record<GrammarVerb, VerbRule>> = {
  help: { aliases: ['?', 'usage'], flags: [], takes: 'anything', example: 'help' },
  status: { aliases: ['show', 'describe'], flags: ['incident'], takes: 'nothing', example: 'status INC-12' },
  ack: { aliases: ['acknowledge'], flags: ['incident'], takes: 'nothing', example: 'ack INC-12' },
  open: { aliases: ['card'], flags: ['incident'], takes: 'nothing', example: 'open INC-12' },
  resolve: { aliases: ['close'], flags: ['incident'], takes: 'nothing', example: 'resolve INC-12' },
  audit: { aliases: ['log', 'history'], flags: ['incident'], takes: 'nothing', example: 'audit INC-12' },
  why: { aliases: ['explain'], flags: ['incident'], takes: 'alert', example: 'why KubePodCrashLooping' },
  can: { aliases: ['may', 'rights'], flags: ['incident'], takes: 'nothing', example: 'can INC-12' },
  undo: { aliases: ['revert'], flags: ['incident'], takes: 'execution', example: 'undo' },
  abort: { aliases: ['stop'], flags: ['incident'], takes: 'execution', example: 'abort' },
  deny: {
    aliases: ['reject'],
    flags: ['incident', 'reason'],
    takes: 'reason',
    example: 'deny INC-12 --reason "the pool is half full"',
  },
  'break-glass': {
    aliases: ['breakglass', 'alone'],
    flags: ['reason'],
    takes: 'anything',
    example: 'break-glass rollback deploy/checkout -n shop --reason "nobody answers"',
  },
  debts: { aliases: ['debt'], flags: [], takes: 'nothing', example: 'debts' },
  review: {
    aliases: [],
    flags: ['reason'],
    takes: 'reason',
    example: 'review DEBT-3 ok --reason "nothing else would have helped"',
  },
  silences: { aliases: ['mutes'], flags: ['cluster'], takes: 'nothing', example: 'silences' },
  freeze: {
    aliases: [],
    flags: ['namespace', 'cluster', 'reason'],
    takes: 'nothing',
    example: 'freeze 2h --cluster prod --reason "database migration"',
  },
  unfreeze: { aliases: ['thaw'], flags: ['namespace', 'cluster'], takes: 'nothing', example: 'unfreeze' },
  ...actionVerbs(),
};

function actionVerbs(): Record<ActionName, VerbRule> {
  const rules = actionNames.map((action): [ActionName, VerbRule] => {
    const { aliases, values, example, several } = actionWords[action];
    const place: FlagName[] = actsOnNodes(action) ? ['cluster'] : ['namespace', 'cluster'];
    const labels: FlagName[] = several === 'never' ? [] : ['selector'];
    const flags: FlagName[] = [...labels, ...place, ...values, 'incident'];
    return [action, { aliases, flags, takes: 'object', example }];
  });
  return Object.fromEntries(rules) as Record<ActionName, VerbRule>;
}

export const verbNames: readonly GrammarVerb[] = Object.keys(verbs) as GrammarVerb[];

const verbsByWord = new Map(
  verbNames.flatMap((verb) => [verb, ...verbs[verb].aliases].map((word) => [word, verb] as const)),
);

export const verbWords: readonly string[] = [...verbsByWord.keys()];

export function readVerb(word: string): GrammarVerb | undefined {
  return verbsByWord.get(word.toLowerCase());
}

const flagNames: Readonly<Record<string, FlagName>> = {
  '-n': 'namespace',
  '--namespace': 'namespace',
  '--cluster': 'cluster',
  '--context': 'cluster',
  '--incident': 'incident',
  '-l': 'selector',
  '--selector': 'selector',
  ...Object.fromEntries(
    actionValueNames.flatMap((name) => actionValueRules[name].flags.map((flag) => [flag, name] as const)),
  ),
};

/** How each flag is written by us. */
export const flagWords: Readonly<Record<FlagName, string>> = {
  namespace: '-n',
  cluster: '--cluster',
  incident: '--incident',
  selector: '-l',
  ...(Object.fromEntries(actionValueNames.map((name) => [name, actionValueRules[name].flags[0]])) as Record<
    ActionValueName,
    string
  >),
};

export const allFlagWords: readonly string[] = Object.keys(flagNames);

export function readFlag(word: string): FlagName | undefined {
  return flagNames[word.toLowerCase()];
}
