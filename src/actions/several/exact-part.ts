import type { ActionParameters, ActionPart } from '../../model/action.ts';

/** The target and the values of one object's parameters, for a plan with others. */
export function exactPart(parameters: ActionParameters): ActionPart {
  const part: ActionPart & Partial<Pick<ActionParameters, 'action' | 'parts' | 'selector'>> = {
    ...parameters,
  };
  delete part.action;
  delete part.parts;
  delete part.selector;
  return part;
}
