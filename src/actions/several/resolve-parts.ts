import { actionWords } from '../../model/action-words.ts';
import type { ActionParameters, ActionPart } from '../../model/action.ts';
import type { PlanRefusal } from '../../model/plan.ts';
import { planRefusal, type ActionTools } from '../action.ts';
import { stringAt } from '../json-at.ts';
import { kindInWords } from './kind-in-words.ts';
import { listSelected, mostListed } from './list-selected.ts';

/** What one person can look through before approving, and what is done in minutes one after the other. */
export const mostParts = 20;

/**
 * The objects that a command for several means: those that were named, or those that have the labels now.
 * @throws ClusterError
 */
export async function resolveParts(
  tools: ActionTools,
  parameters: ActionParameters,
): Promise<readonly ActionPart[] | PlanRefusal> {
  const { action, target, parts = [], selector, ...values } = parameters;
  if (actionWords[action].several === 'never')
    return planRefusal('bad-value', `One object at a time: ${action} takes no list and no labels.`);
  const found =
    selector === undefined
      ? parts
      : (await listSelected(tools, target, selector)).map((object) => ({
          ...values,
          target: { ...target, name: stringAt(object, 'metadata', 'name') ?? '' },
        }));
  const { cluster, kind, namespace } = target;
  const place = `${namespace === undefined ? '' : ` in ${namespace}`} on ${cluster}`;
  if (found.length === 0) {
    const message = `No ${kindInWords(kind, 1)}${place} has the labels ${selector ?? ''}. Nothing to do.`;
    return planRefusal('not-found', message);
  }
  if (found.length > mostParts) {
    const number = found.length >= mostListed ? `${mostListed} or more` : String(found.length);
    return planRefusal(
      'bad-value',
      `These are ${number} ${kindInWords(kind, 2)}${place}; one plan holds at most ${mostParts}. Narrow the labels, or name fewer.`,
    );
  }
  return found;
}
