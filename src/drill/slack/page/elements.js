// Interactive elements. `context` says where they stand: { channel, ts } in a message, { inputs } in a modal; both hold
// `values`, what this person has chosen so far.
import { askConfirm, openMenu } from './dialog.js';
import { h } from './dom.js';
import { textObject } from './mrkdwn.js';
import { act, snapshot } from './store.js';

const label = (text) => (typeof text === 'string' ? text : (text?.text ?? ''));

/** Sends what was done, after the confirm dialog if there is one. The element is dead until Slack has an answer. */
export async function send(kind, element, blockId, context, control, value) {
  if (element.confirm !== undefined && !(await askConfirm(element.confirm))) return;
  control.classList.add('busy');
  control.setAttribute('aria-busy', 'true');
  const place = context.ts === undefined ? {} : { channel: context.channel, ts: context.ts };
  await act(kind, {
    ...place,
    actionId: element.action_id,
    blockId,
    ...(value === undefined ? {} : { value }),
  });
  control.classList.remove('busy');
  control.removeAttribute('aria-busy');
}

const held = (element, blockId, context) => context.values?.[blockId]?.[element.action_id] ?? {};

function button(element, blockId, context) {
  const control = h(
    'button',
    {
      type: 'button',
      class: `button ${element.style ?? ''}`,
      testid: element.action_id,
      'aria-label': element.accessibility_label,
      onclick: () => {
        if (control.classList.contains('busy')) return;
        if (element.url !== undefined && /^https?:/i.test(element.url))
          open(element.url, '_blank', 'noopener,noreferrer');
        void send('press', element, blockId, context, control);
      },
    },
    textObject(element.text),
  );
  return control;
}

function overflow(element, blockId, context) {
  const control = h(
    'button',
    {
      type: 'button',
      class: 'button icon-button',
      testid: element.action_id,
      'aria-label': 'More choices',
      'aria-haspopup': 'menu',
      onclick: () =>
        openMenu(
          control,
          element.options.map((option) => ({
            label: textObject(option.text),
            testid: `${element.action_id}-${option.value}`,
            choose: () => void send('choose', element, blockId, context, control, option.value),
          })),
        ),
    },
    '⋯',
  );
  return control;
}

const optionNode = (value, text, chosen) => h('option', { value, selected: chosen.includes(value) }, text);

const people = () => snapshot.people.map((person) => [person.id, person.realName]);
const channels = () =>
  snapshot.channels
    .filter((channel) => channel.kind === 'channel')
    .map((channel) => [channel.id, `#${channel.name}`]);

const sources = {
  users_select: { list: people, field: 'selected_user' },
  multi_users_select: { list: people, field: 'selected_users' },
  channels_select: { list: channels, field: 'selected_channel' },
  multi_channels_select: { list: channels, field: 'selected_channels' },
  conversations_select: { list: channels, field: 'selected_conversation' },
  multi_conversations_select: { list: channels, field: 'selected_conversations' },
};

function chosenValues(element, state) {
  const source = sources[element.type];
  const value =
    source === undefined ? (state.selected_options ?? state.selected_option) : state[source.field];
  return [value ?? []].flat().map((item) => (typeof item === 'string' ? item : item.value));
}

function select(element, blockId, context) {
  const chosen = chosenValues(element, held(element, blockId, context));
  const isMulti = element.type.startsWith('multi_');
  const source = sources[element.type];
  const options = (list) => list.map((option) => optionNode(option.value, label(option.text), chosen));
  const children =
    source !== undefined
      ? source.list().map(([value, text]) => optionNode(value, text, chosen))
      : element.option_groups !== undefined
        ? element.option_groups.map((group) =>
            h('optgroup', { label: label(group.label) }, options(group.options)),
          )
        : options(element.options ?? []);
  const placeholder = h(
    'option',
    { value: '', selected: chosen.length === 0 },
    label(element.placeholder) || 'Choose an option',
  );
  const control = h(
    'select',
    {
      class: 'select',
      testid: element.action_id,
      multiple: isMulti,
      'aria-label': label(element.placeholder) || 'Choose an option',
    },
    isMulti ? null : placeholder,
    children,
  );
  const read = () => (isMulti ? [...control.selectedOptions].map((option) => option.value) : control.value);
  return { control, read, event: isMulti ? 'blur' : 'change' };
}

function choices(element, blockId, context) {
  const isRadio = element.type === 'radio_buttons';
  const chosen = chosenValues(element, held(element, blockId, context));
  const name = `${context.ts ?? 'modal'}-${blockId}-${element.action_id}`;
  const control = h(
    'fieldset',
    { class: 'choices', testid: element.action_id },
    element.options.map((option) =>
      h(
        'label',
        { class: 'choice' },
        h('input', {
          type: isRadio ? 'radio' : 'checkbox',
          name,
          value: option.value,
          checked: chosen.includes(option.value),
          testid: `${element.action_id}-${option.value}`,
        }),
        h(
          'span',
          {},
          textObject(option.text),
          option.description && h('small', {}, textObject(option.description)),
        ),
      ),
    ),
  );
  const read = () => {
    const values = [...control.querySelectorAll('input:checked')].map((input) => input.value);
    return isRadio ? (values[0] ?? '') : values;
  };
  return { control, read, event: 'change' };
}

const inputTypes = {
  datepicker: ['date', 'selected_date'],
  timepicker: ['time', 'selected_time'],
  datetimepicker: ['datetime-local', 'selected_date_time'],
  email_text_input: ['email', 'value'],
  url_text_input: ['url', 'value'],
  number_input: ['text', 'value'],
  plain_text_input: ['text', 'value'],
  external_select: ['text', 'selected_option'],
};

const localDateTime = (seconds) => {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function field(element, blockId, context) {
  const [type, name] = inputTypes[element.type];
  const value = held(element, blockId, context)[name];
  const shown =
    value === null || value === undefined
      ? ''
      : element.type === 'datetimepicker'
        ? localDateTime(value)
        : (value.value ?? value);
  const isLong = element.multiline === true;
  const control = h(isLong ? 'textarea' : 'input', {
    class: 'field',
    testid: element.action_id,
    placeholder: label(element.placeholder) || undefined,
    maxLength: element.max_length,
    ...(isLong
      ? { rows: '4' }
      : { type, inputmode: element.type === 'number_input' ? 'decimal' : undefined }),
  });
  control.value = String(shown);
  const read = () =>
    element.type === 'datetimepicker' && control.value !== ''
      ? String(Math.floor(new Date(control.value).getTime() / 1000))
      : control.value;
  return { control, read, event: 'change' };
}

const unsupported = (element) => h('span', { class: 'quiet' }, `(${element.type} is not shown here)`);

/** A control that holds a value: { control, read, event }; undefined for buttons and menus. */
export function valueControl(element, blockId, context) {
  if (element.type in sources || element.type.endsWith('static_select'))
    return select(element, blockId, context);
  if (element.type === 'radio_buttons' || element.type === 'checkboxes')
    return choices(element, blockId, context);
  return element.type in inputTypes ? field(element, blockId, context) : undefined;
}

function feedback(element, blockId, context) {
  return [element.positive_button, element.negative_button].map((side) =>
    button({ ...side, action_id: element.action_id }, blockId, context),
  );
}

/** An element that acts as soon as it is used. */
export function actingElement(element, blockId, context) {
  if (element.type === 'button' || element.type === 'workflow_button' || element.type === 'icon_button') {
    return button(element, blockId, context);
  }
  if (element.type === 'feedback_buttons') return feedback(element, blockId, context);
  if (element.type === 'overflow') return overflow(element, blockId, context);
  const made = valueControl(element, blockId, context);
  if (made === undefined) return unsupported(element);
  made.control.addEventListener(made.event, () => {
    const value = made.read();
    if (value !== '') void send('choose', element, blockId, context, made.control, value);
  });
  return made.control;
}
