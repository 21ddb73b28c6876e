import { actionWords, actsOnNodes } from '../../model/action-words.ts';
import type { ActionValueName } from '../../model/action.ts';
import type { ActionCommand } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { kindWords, readKind } from './kinds.ts';
import { readObjectName, type Read } from './read-values.ts';

type NamedObject = NonNullable<ActionCommand['object']>;

/**
 * `deploy/checkout`, `deployment checkout`, `checkout` or nothing (the incident's own object) → kind and name. `cordon`
 * and `uncordon` take nodes: there a name alone is a node's.
 */
export function readObject(
  words: readonly string[],
  verb: ActionCommand['verb'],
): Read<NamedObject | undefined> {
  const [first, second, third] = words;
  if (first === undefined) return { value: undefined };
  const { bareValue } = actionWords[verb];
  const isValue = second !== undefined && third === undefined && first.includes('/');
  const valueProblem = bareValue === undefined ? undefined : bareValueProblems[bareValue];
  if (isValue && valueProblem !== undefined)
    return { problem: `${foreignCode(second, 80)} ${valueProblem}.` };
  if (third !== undefined || isValue)
    return {
      problem: `${foreignCode(third ?? second ?? '', 80)} is one word too many. Several objects: each with its kind, \`deploy/a deploy/b\`.`,
    };
  const slash = first.indexOf('/');
  if (slash >= 0) return withKind(first.slice(0, slash), first.slice(slash + 1), verb);
  if (second !== undefined) return withKind(first, second, verb);
  if (readKind(first) !== undefined)
    return {
      problem: `${foreignCode(first, 80)} is a kind: say which one, ${foreignCode(`${first}/NAME`, 80)}.`,
    };
  return named(actsOnNodes(verb) ? 'Node' : undefined, first);
}

/** What stands after an object, without its flag, and cannot be read. */
const bareValueProblems: { readonly [Name in ActionValueName]?: string } = {
  replicas: 'is no number of replicas',
  size: 'is no size, such as 20Gi',
  promotion: 'is neither `full` nor `step`',
};

function withKind(word: string, name: string, verb: ActionCommand['verb']): Read<NamedObject> {
  const kind = readKind(word);
  if (kind === undefined) {
    const meant = didYouMean(word, kindWords);
    const hint = meant === undefined ? '' : ` Did you mean ${foreignCode(`${meant}/${name}`, 300)}?`;
    return { problem: `I do not know the kind ${foreignCode(word, 80)}.${hint}` };
  }
  if (actsOnNodes(verb) && kind !== 'Node') return { problem: `\`${verb}\` takes a node, not a ${kind}.` };
  return named(kind, name);
}

function named(kind: string | undefined, text: string): Read<NamedObject> {
  const read = readObjectName(text);
  if ('problem' in read) return { problem: `${foreignCode(text, 80) || 'Nothing'} ${read.problem}.` };
  return { value: kind === undefined ? { name: read.value } : { kind, name: read.value } };
}
