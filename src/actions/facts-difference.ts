import { canonicalJson } from '../model/canonical-json.ts';
import type { ActionParameters, ActionPart } from '../model/action.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan } from '../model/plan.ts';
import type { Prepared } from './action.ts';
import { catalogue } from './catalogue.ts';
import { controllersDifference } from './drain/controllers-difference.ts';
import { numberAt, objectAt, stringAt } from './json-at.ts';

const toldAbove = new Set([
  'replicas',
  'autoscaler',
  'template',
  'spec',
  'generation',
  'returnTo',
  'unschedulable',
  'controllers',
]);

type Compared = Pick<Prepared, 'facts' | 'parameters' | 'target'>;

/** What moved between two plans for the same action, in words: the reason why an approval no longer fits. */
export function factsDifference(before: Pick<Plan, keyof Compared>, after: Compared): string {
  const name = shortReference(after.target);
  if (after.parameters.parts !== undefined || before.parameters.parts !== undefined)
    return severalDifference(before, after);
  if (before.target.uid !== after.target.uid) return `${name} was deleted and made anew.`;
  const changed = (fact: string): boolean => text(before.facts[fact]) !== text(after.facts[fact]);
  const sentences: string[] = [];
  if (changed('replicas')) {
    sentences.push(
      `${name} had ${text(before.facts['replicas'])} replicas when this was planned and has ${text(after.facts['replicas'])} now.`,
    );
  }
  if (changed('autoscaler'))
    sentences.push(
      `Its autoscaler was ${autoscalerChange(before.facts['autoscaler'], after.facts['autoscaler'])}.`,
    );
  if (changed('template'))
    sentences.push(`Another version of ${name} was rolled out since this was planned.`);
  else if (changed('spec') || changed('generation'))
    sentences.push(`The spec of ${name} was changed since this was planned.`);
  if (changed('returnTo')) sentences.push('The revision to return to is another one now.');
  if (changed('unschedulable')) {
    sentences.push(
      `${name} was ${after.facts['unschedulable'] === true ? 'cordoned' : 'uncordoned'} since this was planned.`,
    );
  }
  const controllers = controllersDifference(before.facts, after.facts);
  if (controllers !== undefined) sentences.push(controllers);
  for (const [fact, words] of Object.entries(catalogue[after.parameters.action].digestFacts)) {
    if (toldAbove.has(fact) || !changed(fact)) continue;
    sentences.push(
      `${words} was ${text(before.facts[fact])} when this was planned and is ${text(after.facts[fact])} now.`,
    );
  }
  return sentences.length === 0 ? `${name} is not as it was when this was planned.` : sentences.join(' ');
}

/** Of a plan for several objects: who came, who went, and what moved on the others. */
function severalDifference(before: Pick<Plan, keyof Compared>, after: Compared): string {
  const partsOf = ({ parameters }: Pick<Compared, 'parameters'>): readonly ActionPart[] =>
    parameters.parts ?? [parameters];
  const names = (of: Pick<Compared, 'parameters'>): string[] => partsOf(of).map(({ target }) => target.name);
  const [old, now] = [names(before), names(after)];
  const came = now.filter((name) => !old.includes(name));
  const went = old.filter((name) => !now.includes(name));
  const factsOf = (of: Pick<Compared, 'facts'>, name: string): JsonObject =>
    objectAt(of.facts, 'objects', name);
  // Down to one object it is a plan of its own, whose facts stand elsewhere.
  const both = before.parameters.parts !== undefined && after.parameters.parts !== undefined;
  const moved = (both ? old : [])
    .filter((name) => now.includes(name) && text(factsOf(before, name)) !== text(factsOf(after, name)))
    .map((name) => {
      const { kind } = after.target;
      const target = { ...after.target, kind, name };
      const [was, is] = [factsOf(before, name), factsOf(after, name)];
      const parameters = { action: after.parameters.action, target } as ActionParameters;
      return factsDifference(
        { parameters, target: { ...target, uid: stringAt(was, 'uid') ?? '' }, facts: was },
        { parameters, target: { ...target, uid: stringAt(is, 'uid') ?? '' }, facts: is },
      );
    });
  const sentences = [
    ...(came.length === 0 ? [] : [`${came.join(', ')} came to it since this was planned.`]),
    ...(went.length === 0 ? [] : [`${went.join(', ')} is no longer part of it.`]),
    ...moved,
  ];
  return sentences.length === 0 ? 'They are not as they were when this was planned.' : sentences.join(' ');
}

function autoscalerChange(before: Json | undefined, after: Json | undefined): string {
  if (before === null || before === undefined) return 'added';
  if (after === null || after === undefined) return 'removed';
  const bounds = (value: Json): string =>
    `${numberAt(value, 'minimum') ?? '?'} to ${numberAt(value, 'maximum') ?? '?'}`;
  return `changed (${bounds(before)} then, ${bounds(after)} now)`;
}

function text(value: Json | undefined): string {
  return value === undefined ? 'absent' : canonicalJson(value);
}
