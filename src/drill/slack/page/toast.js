import { h } from './dom.js';

const shownForMs = 7000;

/** A short sentence at the bottom, for what went wrong. */
export function toast(text) {
  const box = document.getElementById('toasts');
  const close = () => {
    node.remove();
    if (box.childElementCount === 0 && box.matches(':popover-open')) box.hidePopover();
  };
  const node = h(
    'div',
    { class: 'toast', testid: 'toast' },
    h('span', {}, text),
    h('button', { type: 'button', class: 'plain', 'aria-label': 'Dismiss', onclick: close }, '×'),
  );
  box.append(node);
  // Shown anew, it lies above a modal that is open.
  if (box.matches(':popover-open')) box.hidePopover();
  box.showPopover();
  setTimeout(close, shownForMs);
}
