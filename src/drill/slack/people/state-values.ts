import { findElements, findMessageElements, type PlacedElement } from '../blocks/find-elements.ts';
import type { Message, View } from '../message.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { chosenState, initialState, isEmptyState, isStateful, type ElementState } from './element-value.ts';
import type { ElementValue } from '../workspace-handle.ts';

type Values = Record<string, Record<string, ElementState>>;

const keyOf = (userId: string, place: string): string => `${userId} ${place}`;
const actionId = (placed: PlacedElement): string => String(placed.element['action_id']);

function valuesOf(
  state: WorkspaceState,
  userId: string,
  place: string,
  elements: readonly PlacedElement[],
): Values {
  const chosen = state.elementState.get(keyOf(userId, place));
  const values: Values = {};
  for (const placed of elements.filter(({ element }) => isStateful(element))) {
    const held = chosen?.[placed.blockId]?.[actionId(placed)] ?? initialState(placed.element);
    values[placed.blockId] = { ...values[placed.blockId], [actionId(placed)]: held };
  }
  return values;
}

/** `state.values` of a message, as this person has set its menus. */
export const messageValues = (state: WorkspaceState, userId: string, message: Message): Values =>
  valuesOf(state, userId, message.ts, findMessageElements(message));

/** `state.values` of a modal: what it offers at first, overlaid by what the person chose and typed. */
export const viewValues = (state: WorkspaceState, userId: string, view: View): Values =>
  valuesOf(state, userId, view.id, findElements(view.blocks));

/** Remembers what the person chose. `place` is a message ts or a view id. */
export function setValue(
  state: WorkspaceState,
  userId: string,
  place: string,
  placed: PlacedElement,
  value: ElementValue,
): void {
  const key = keyOf(userId, place);
  const values = state.elementState.get(key) ?? {};
  const held = chosenState(placed.element, value);
  state.elementState.set(key, {
    ...values,
    [placed.blockId]: { ...values[placed.blockId], [actionId(placed)]: held },
  });
}

const lengthFault = (placed: PlacedElement, held: ElementState): string | undefined => {
  const value = typeof held['value'] === 'string' ? held['value'] : '';
  const { min_length: min, max_length: max } = placed.element;
  if (typeof min === 'number' && value.length < min) return `Please enter at least ${min} characters.`;
  if (typeof max === 'number' && value.length > max) return `Please enter at most ${max} characters.`;
  return undefined;
};

/** What Slack's client itself refuses before it sends a modal: block id → sentence. */
export function inputFaults(view: View, values: Values): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {};
  for (const placed of findElements(view.blocks).filter(({ block }) => block.type === 'input')) {
    const held = values[placed.blockId]?.[actionId(placed)] ?? {};
    if (isEmptyState(held)) {
      if (placed.block['optional'] !== true) faults[placed.blockId] = 'Please complete this required field.';
    } else {
      const fault = lengthFault(placed, held);
      if (fault !== undefined) faults[placed.blockId] = fault;
    }
  }
  return faults;
}
