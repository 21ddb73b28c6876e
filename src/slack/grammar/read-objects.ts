import { actionWords, actsOnNodes } from '../../model/action-words.ts';
import type { ActionCommand } from '../../model/input.ts';
import { foreignCode } from '../text/foreign-text.ts';
import { kindWord, readKind } from './kinds.ts';
import { readObject } from './read-object.ts';
import type { Read } from './read-values.ts';

type Named = Pick<ActionCommand, 'object' | 'others' | 'selected'>;

/**
 * What a command is about: one object, several of one kind (`node-1 node-2`, `deploy/a deploy/b`, `deploy a b`), or all
 * of a kind with some labels (`deploy -l app=shop`).
 */
export function readObjects(
  words: readonly string[],
  selector: string | undefined,
  verb: ActionCommand['verb'],
): Read<Named> {
  if (selector !== undefined) return readSelected(words, selector, verb);
  const names = listOf(words, verb);
  if (names !== undefined && actionWords[verb].several === 'never')
    return { problem: `\`${verb}\` takes one object at a time.` };
  if (names === undefined) {
    const one = readObject(words, verb);
    if ('problem' in one) return one;
    return { value: one.value === undefined ? {} : { object: one.value } };
  }
  const objects = names.map((each) => readObject(each, verb));
  const read: NonNullable<ActionCommand['object']>[] = [];
  for (const object of objects) {
    if ('problem' in object) return object;
    if (object.value !== undefined) read.push(object.value);
  }
  const [first, ...rest] = read;
  if (first === undefined) return { value: {} };
  const other = rest.find(({ kind }) => kind !== first.kind);
  if (other !== undefined)
    return {
      problem: `One kind a command: ${foreignCode(`${kindWord(other.kind ?? '')}/${other.name}`, 80)} is of another.`,
    };
  const others = [...new Set(rest.map(({ name }) => name))].filter((name) => name !== first.name);
  return { value: { object: first, ...(others.length > 0 && { others }) } };
}

/** The words of each of several objects; undefined: it is one, or none. */
function listOf(words: readonly string[], verb: ActionCommand['verb']): readonly string[][] | undefined {
  const [first = '', second = ''] = words;
  if (words.length < 2) return undefined;
  if (words.every((word) => word.includes('/'))) return words.map((word) => [word]);
  if (words.some((word) => word.includes('/'))) return undefined;
  if (readKind(first) !== undefined)
    return words.length === 2 ? undefined : words.slice(1).map((name) => [first, name]);
  const areNames = actsOnNodes(verb) && readKind(second) === undefined;
  return areNames ? words.map((name) => [name]) : undefined;
}

function readSelected(words: readonly string[], selector: string, verb: ActionCommand['verb']): Read<Named> {
  const [word, extra] = words;
  if (extra !== undefined) return { problem: 'Labels or names, not both.' };
  if (word === undefined) return { value: { selected: { selector } } };
  const kind = readKind(word);
  if (kind === undefined)
    return { problem: `Labels or a name, not both; ${foreignCode(word, 80)} is no kind.` };
  if (actsOnNodes(verb) && kind !== 'Node') return { problem: `\`${verb}\` takes nodes, not a ${kind}.` };
  return { value: { selected: { kind, selector } } };
}

/**
 * What kubectl takes after `-l`. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function readSelector(text: string): Read<string> {
  const part =
    /^(?:!?[A-Za-z0-9][\w./-]*|[A-Za-z0-9][\w./-]*\s*(?:==?|!=)\s*[\w.-]*|[A-Za-z0-9][\w./-]*\s+(?:in|notin)\s*\([\w.,\s-]*\))$/;
  const parts = text.split(/,(?![^(]*\))/).map((one) => one.trim());
  return text.length <= 500 && parts.every((one) => part.test(one))
    ? { value: parts.join(',') }
    : { problem: 'says not which labels: `app=shop,tier!=cache`' };
}
