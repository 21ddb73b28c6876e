import { offeredOptions } from '../blocks/offered-options.ts';
import { isObject } from '../blocks/rule.ts';
import type { Block } from '../message.ts';
import type { ElementValue } from '../workspace-handle.ts';

/** What an element holds, under the field names that Slack uses in `actions[]` and in `state.values`. */
export type ElementState = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string =>
  isObject(value) && typeof value['text'] === 'string' ? value['text'] : '';
const isShort = (value: ElementValue): value is string => typeof value === 'string';
const first = (value: ElementValue): string => (isShort(value) ? value : (value[0] ?? ''));
const all = (value: ElementValue): readonly string[] => (isShort(value) ? [value] : value);

/** The option that a person means by its value or by its label. */
function option(element: Block, wanted: string): unknown {
  const options = offeredOptions(element);
  const found =
    options.find((item) => item['value'] === wanted) ??
    options.find((item) => textOf(item['text']) === wanted);
  if (found === undefined) {
    const offered = options.map((item) => String(item['value'])).join(', ');
    throw new Error(`"${wanted}" is not an option of ${String(element['action_id'])}; offered: ${offered}`);
  }
  return found;
}

const options = (element: Block, value: ElementValue): readonly unknown[] =>
  all(value).map((wanted) => option(element, wanted));

type Kind = {
  /** What the element holds before anybody touches it. */
  readonly initial: (element: Block) => ElementState;
  readonly chosen: (element: Block, value: ElementValue) => ElementState;
};

const single = (field: string, initial: string): Kind => ({
  initial: (element) => ({ [field]: element[initial] ?? null }),
  chosen: (_element, value) => ({ [field]: first(value) === '' ? null : first(value) }),
});
const several = (field: string, initial: string): Kind => ({
  initial: (element) => ({ [field]: element[initial] ?? [] }),
  chosen: (_element, value) => ({ [field]: all(value) }),
});
const oneOption: Kind = {
  initial: (element) => ({ selected_option: element['initial_option'] ?? null }),
  chosen: (element, value) => ({ selected_option: option(element, first(value)) }),
};
const manyOptions: Kind = {
  initial: (element) => ({ selected_options: element['initial_options'] ?? [] }),
  chosen: (element, value) => ({ selected_options: options(element, value) }),
};
const typed = single('value', 'initial_value');

const kinds: Readonly<Record<string, Kind>> = {
  static_select: oneOption,
  radio_buttons: oneOption,
  multi_static_select: manyOptions,
  checkboxes: manyOptions,
  users_select: single('selected_user', 'initial_user'),
  multi_users_select: several('selected_users', 'initial_users'),
  conversations_select: single('selected_conversation', 'initial_conversation'),
  multi_conversations_select: several('selected_conversations', 'initial_conversations'),
  channels_select: single('selected_channel', 'initial_channel'),
  multi_channels_select: several('selected_channels', 'initial_channels'),
  datepicker: single('selected_date', 'initial_date'),
  timepicker: single('selected_time', 'initial_time'),
  datetimepicker: {
    initial: (element) => ({ selected_date_time: element['initial_date_time'] ?? null }),
    chosen: (_element, value) => ({ selected_date_time: Number(first(value)) }),
  },
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  external_select: oneOption,
  multi_external_select: manyOptions,
};

/** Buttons and overflow menus hold nothing: they only fire. */
export const isStateful = (element: Block): boolean => element.type in kinds;

export function initialState(element: Block): ElementState {
  return { type: element.type, ...kinds[element.type]?.initial(element) };
}

/** @throws Error naming the options offered, when the value is none of them. */
export function chosenState(element: Block, value: ElementValue): ElementState {
  const kind = kinds[element.type];
  if (kind === undefined) throw new Error(`a ${element.type} takes no value`);
  return { type: element.type, ...kind.chosen(element, value) };
}

export const isEmptyState = (held: ElementState): boolean =>
  Object.entries(held).every(
    ([name, value]) =>
      name === 'type' ||
      value === null ||
      value === '' ||
      value === undefined ||
      (Array.isArray(value) && value.length === 0),
  );

/** The entry of `actions[]` for a click or a choice, without `action_ts`. */
export function actionOf(
  element: Block,
  blockId: string,
  value: ElementValue | undefined,
): Readonly<Record<string, unknown>> {
  const base = { type: element.type, action_id: element['action_id'], block_id: blockId };
  if (element.type === 'overflow') return { ...base, selected_option: option(element, first(value ?? '')) };
  if (isStateful(element)) {
    const placeholder = element['placeholder'] === undefined ? {} : { placeholder: element['placeholder'] };
    return { ...base, ...placeholder, ...chosenState(element, value ?? '') };
  }
  const copied = ['text', 'value', 'style', 'url'].filter((name) => element[name] !== undefined);
  return { ...base, ...Object.fromEntries(copied.map((name) => [name, element[name]])) };
}
