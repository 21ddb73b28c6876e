import { h } from './dom.js';
import { act, snapshot } from './store.js';

/** The part of a hint that can be typed as it stands: up to its first placeholder. */
const literal = (hint) => hint.replace(/\s*[[<].*$|[A-Z][A-Z_-]*\b.*$/, '');

function commandSuggestions(text) {
  const [, name, rest] = /^(\/\S*)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  if (name === undefined) return [];
  if (rest === undefined && !text.endsWith(' ')) {
    return snapshot.commands
      .filter((command) => command.command.startsWith(name))
      .map((command) => ({
        insert: `${command.command} `,
        label: command.command,
        usage: command.usageHint ?? '',
        description: command.description ?? '',
      }));
  }
  const command = snapshot.commands.find((candidate) => candidate.command === name);
  const typed = (rest ?? '').toLowerCase();
  return (command?.hints ?? []).flatMap((hint) => {
    const shown = { label: `${name} ${hint.text}`, usage: '', description: hint.description ?? '' };
    if (hint.text.toLowerCase().startsWith(typed))
      return [{ ...shown, insert: `${name} ${literal(hint.text)}` }];
    // Once the verb stands, its hint stays in sight as help and changes nothing.
    const isItsVerb = hint.text.split(' ')[0] === typed.split(' ')[0];
    return isItsVerb ? [{ ...shown, insert: text }] : [];
  });
}

function nameSuggestions(text) {
  const [, before, sign, typed] = /^([\s\S]*(?:^|\s))([@#])([\p{L}\p{N}._-]*)$/u.exec(text) ?? [];
  if (sign === undefined) return [];
  const names =
    sign === '#'
      ? snapshot.channels
          .filter((channel) => channel.kind === 'channel')
          .map((channel) => [channel.name, channel.topic])
      : [[snapshot.app.botName, 'App'], ...snapshot.people.map((person) => [person.name, person.realName])];
  return names
    .filter(([name]) => name.startsWith(typed.toLowerCase()))
    .map(([name, description]) => ({
      insert: `${before}${sign}${name} `,
      label: `${sign}${name}`,
      usage: '',
      description,
    }));
}

/**
 * A box to type in, with suggestions for commands, people and channels.
 * @param {{testid: string, place: () => {channel: string, threadTs?: string}, placeholder: () => string}} options
 */
export function createComposer(options) {
  let suggestions = [];
  let chosen = -1;
  const list = h('div', {
    class: 'suggestions',
    role: 'listbox',
    id: `${options.testid}-suggestions`,
    testid: `${options.testid}-suggestions`,
    hidden: true,
  });
  const input = h('textarea', {
    class: 'composer-input',
    rows: '1',
    testid: options.testid,
    'aria-autocomplete': 'list',
    'aria-controls': `${options.testid}-suggestions`,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'send',
      testid: `${options.testid}-send`,
      'aria-label': 'Send',
      onclick: () => void sendText(),
    },
    '➤',
  );

  function draw() {
    list.hidden = suggestions.length === 0;
    list.replaceChildren(
      ...suggestions.map((suggestion, index) =>
        h(
          'div',
          {
            class: index === chosen ? 'suggestion chosen' : 'suggestion',
            role: 'option',
            id: `${options.testid}-option-${index}`,
            'aria-selected': index === chosen ? 'true' : 'false',
            onpointerdown: (event) => {
              event.preventDefault();
              accept(suggestion);
            },
          },
          h(
            'span',
            { class: 'suggestion-label' },
            suggestion.label,
            suggestion.usage && h('span', { class: 'usage' }, ` ${suggestion.usage}`),
          ),
          h('span', { class: 'quiet' }, suggestion.description),
        ),
      ),
    );
    input.setAttribute('aria-activedescendant', chosen < 0 ? '' : `${options.testid}-option-${chosen}`);
    list.querySelector('.chosen')?.scrollIntoView({ block: 'nearest' });
  }

  function fit() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
    button.disabled = input.value.trim() === '';
  }

  function suggest() {
    const text = input.value.slice(0, input.selectionStart);
    const isAtEnd = input.selectionStart === input.value.length;
    suggestions = !isAtEnd
      ? []
      : text.startsWith('/') && !/[@#][^\s]*$/.test(text)
        ? commandSuggestions(text)
        : nameSuggestions(text);
    chosen = -1;
    draw();
    fit();
  }

  function accept(suggestion) {
    input.value = suggestion.insert;
    input.focus();
    suggest();
  }

  async function sendText() {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    suggestions = [];
    draw();
    fit();
    const result = await act('say', { text, ...options.place() });
    // What did not get through comes back, so that nobody types it again.
    if (result.outcome !== 'acknowledged' && input.value === '') {
      input.value = text;
      fit();
    }
  }

  input.addEventListener('input', suggest);
  input.addEventListener('blur', () => {
    suggestions = [];
    draw();
  });
  input.addEventListener('keydown', (event) => {
    const hasList = suggestions.length > 0;
    if (event.key === 'ArrowDown' && hasList) chosen = (chosen + 1) % suggestions.length;
    else if (event.key === 'ArrowUp' && hasList)
      chosen = (chosen - 1 + suggestions.length) % suggestions.length;
    else if (event.key === 'Tab' && hasList) {
      event.preventDefault();
      accept(suggestions[Math.max(0, chosen)]);
      return;
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (chosen >= 0) accept(suggestions[chosen]);
      else void sendText();
      return;
    } else if (event.key === 'Escape' && hasList) {
      suggestions = [];
      event.stopPropagation();
    } else return;
    if (event.key !== 'Escape') event.preventDefault();
    draw();
  });

  const node = h('div', { class: 'composer' }, list, h('div', { class: 'composer-box' }, input, button));
  fit();
  return {
    node,
    update: () => {
      input.placeholder = options.placeholder();
      input.setAttribute('aria-label', options.placeholder());
      fit();
    },
    focus: () => input.focus(),
  };
}
