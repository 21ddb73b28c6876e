import { renderBlocks } from './blocks.js';
import { h } from './dom.js';
import { textObject } from './mrkdwn.js';
import { act } from './store.js';

/** Shows the top modal of this person. It is drawn again only when the app gave it a new version, or when it has errors. */
export function createModals(parent) {
  let dialog = null;
  let shownVersion = '';
  let errors = {};
  let owner = '';

  function remove() {
    dialog?.close();
    dialog?.remove();
    dialog = null;
    shownVersion = '';
  }

  const values = (inputs) =>
    Object.fromEntries(
      [...inputs].map(([blockId, read]) => [blockId, read()]).filter(([, value]) => value !== ''),
    );

  async function submit(inputs, form, view) {
    clearErrors(form);
    form.classList.add('busy');
    const result = await act('submit', { values: values(inputs) });
    form.classList.remove('busy');
    if (result.errors === undefined) return;
    errors = result.errors;
    showErrors(form, view);
  }

  function clearErrors(form) {
    for (const old of form.querySelectorAll('.input-fault')) old.remove();
    for (const row of form.querySelectorAll('.faulty')) row.classList.remove('faulty');
  }

  function showErrors(form, view) {
    clearErrors(form);
    for (const [blockId, sentence] of Object.entries(errors)) {
      const row = [...form.querySelectorAll('[data-block]')].find(
        (candidate) => candidate.dataset.block === blockId,
      );
      row?.classList.add('faulty');
      (row ?? form.querySelector('.modal-body')).append(
        h('p', { class: 'input-fault', role: 'alert', testid: `error-${blockId}` }, sentence),
      );
    }
    form.querySelector('.faulty input, .faulty textarea, .faulty select')?.focus();
    errors = {};
    shownVersion = versionOf(view);
  }

  const versionOf = (view) => `${owner} ${view.id} ${view.hash}`;

  function open(view, depth) {
    const focused = document.activeElement?.dataset?.testid;
    remove();
    const inputs = new Map();
    // Once a view: a second press, or Escape while the first is under way, would close what is not there.
    let closing = false;
    const close = () => {
      if (closing) return;
      closing = true;
      void act('close');
    };
    const body = h('div', { class: 'modal-body' });
    for (const block of view.blocks) {
      const row = h(
        'div',
        { data: { block: block.block_id } },
        renderBlocks([block], { inputs, values: view.state.values }),
      );
      body.append(row);
    }
    const form = h(
      'form',
      { class: 'modal-form', method: 'dialog', novalidate: true },
      h(
        'header',
        { class: 'modal-header' },
        h('h2', {}, textObject(view.title)),
        h(
          'button',
          { type: 'button', class: 'plain close', 'aria-label': 'Close', testid: 'modal-x', onclick: close },
          '×',
        ),
      ),
      body,
      h(
        'footer',
        { class: 'dialog-buttons' },
        h(
          'button',
          { type: 'button', class: 'button', testid: 'modal-close', onclick: close },
          view.close === null ? (depth > 1 ? 'Back' : 'Cancel') : textObject(view.close),
        ),
        view.submit !== null &&
          h(
            'button',
            { type: 'submit', class: 'button primary', testid: 'modal-submit' },
            textObject(view.submit),
          ),
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!form.classList.contains('busy') && view.submit !== null) void submit(inputs, form, view);
    });
    dialog = h('dialog', { class: 'modal', testid: 'modal' }, form);
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      close();
    });
    parent.append(dialog);
    dialog.showModal();
    const field = body.querySelector('input, textarea, select');
    (
      [...dialog.querySelectorAll('[data-testid]')].find(
        (node) => focused !== undefined && node.dataset.testid === focused,
      ) ?? field
    )?.focus();
    shownVersion = versionOf(view);
  }

  return (snapshot) => {
    owner = snapshot.me.id;
    const view = snapshot.views.at(-1);
    if (view === undefined) remove();
    else if (shownVersion !== versionOf(view)) open(view, snapshot.views.length);
  };
}
