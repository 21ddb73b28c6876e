import { h } from './dom.js';
import { textObject } from './mrkdwn.js';

/** Asks before an element with a confirm dialog acts. Resolves with true for yes. */
export function askConfirm(confirm) {
  return new Promise((resolve) => {
    const close = (answer) => () => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = h(
      'dialog',
      { class: 'confirm', testid: 'confirm-dialog' },
      h('h2', {}, textObject(confirm.title) ?? 'Are you sure?'),
      h('div', { class: 'confirm-text' }, textObject(confirm.text)),
      h(
        'div',
        { class: 'dialog-buttons' },
        h(
          'button',
          { type: 'button', class: 'button', testid: 'confirm-no', onclick: close(false) },
          textObject(confirm.deny) ?? 'Cancel',
        ),
        h(
          'button',
          {
            type: 'button',
            class: `button ${confirm.style === 'danger' ? 'danger' : 'primary'}`,
            testid: 'confirm-yes',
            onclick: close(true),
          },
          textObject(confirm.confirm) ?? 'Yes',
        ),
      ),
    );
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      close(false)();
    });
    document.getElementById('modals').append(dialog);
    dialog.showModal();
  });
}

/** A small menu under a button. Arrow keys move, Escape closes. `items`: {label, testid, choose}. */
export function openMenu(anchor, items) {
  document.querySelector('.menu')?.remove();
  const close = () => {
    menu.remove();
    document.removeEventListener('pointerdown', outside, true);
  };
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  const menu = h(
    'div',
    { class: 'menu', role: 'menu' },
    items.map((item) =>
      h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          testid: item.testid,
          onclick: () => {
            close();
            anchor.focus();
            item.choose();
          },
        },
        item.label,
      ),
    ),
  );
  menu.addEventListener('keydown', (event) => {
    const buttons = [...menu.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === 'Escape') {
      close();
      anchor.focus();
    } else if (event.key === 'ArrowDown') buttons[(at + 1) % buttons.length]?.focus();
    else if (event.key === 'ArrowUp') buttons[(at - 1 + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const box = anchor.getBoundingClientRect();
  // Inside a modal the menu must live in the modal: everything outside it is inert.
  (anchor.closest('dialog') ?? document.body).append(menu);
  const size = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
  menu.style.top = `${box.bottom + size.height + 8 > innerHeight ? box.top - size.height - 4 : box.bottom + 4}px`;
  menu.querySelector('button')?.focus();
  document.addEventListener('pointerdown', outside, true);
}
