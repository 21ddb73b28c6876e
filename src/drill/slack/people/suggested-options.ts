import type { PlacedElement } from '../blocks/find-elements.ts';
import { isObject } from '../blocks/rule.ts';
import type { ElementValue } from '../workspace-handle.ts';
import { interactionBase, type PersonContext } from './person-context.ts';

/**
 * An element with the options that are to be had for it now. Menus with an external source ask the app
 * (`block_suggestion`) with what the person typed; all others have theirs already.
 * @param place container, channel, message or view, as in the payload of a click.
 */
export async function withSuggestedOptions(
  context: PersonContext,
  placed: PlacedElement,
  value: ElementValue,
  place: Readonly<Record<string, unknown>>,
): Promise<PlacedElement> {
  if (!placed.element.type.endsWith('external_select')) return placed;
  const delivered = await context.dispatcher.send('interactive', {
    type: 'block_suggestion',
    ...interactionBase(context),
    ...place,
    action_id: placed.element['action_id'],
    block_id: placed.blockId,
    value: typeof value === 'string' ? value : (value.at(-1) ?? ''),
  });
  const answer = isObject(delivered.ackPayload) ? delivered.ackPayload : {};
  const { options, option_groups } = answer;
  return { ...placed, element: { ...placed.element, options, option_groups } };
}
