import { canonicalJson } from '../model/canonical-json.ts';
import type { Json } from '../model/json.ts';
import { shortReference } from '../model/object-reference.ts';
import type { Plan } from '../model/plan.ts';
import type { Prepared } from './action.ts';
import { catalogue } from './catalogue.ts';
import { numberAt } from './json-at.ts';

const toldAbove = new Set([
  'replicas',
  'autoscaler',
  'template',
  'spec',
  'generation',
  'returnTo',
  'unschedulable',
]);

type Compared = Pick<Prepared, 'facts' | 'parameters' | 'target'>;

/** What moved between two plans for the same action, in words: the reason why an approval no longer fits. */
export function factsDifference(before: Pick<Plan, keyof Compared>, after: Compared): string {
  const name = shortReference(after.target);
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
  for (const [fact, words] of Object.entries(catalogue[after.parameters.action].digestFacts)) {
    if (toldAbove.has(fact) || !changed(fact)) continue;
    sentences.push(
      `${words} was ${text(before.facts[fact])} when this was planned and is ${text(after.facts[fact])} now.`,
    );
  }
  return sentences.length === 0 ? `${name} is not as it was when this was planned.` : sentences.join(' ');
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
