import { patchList } from './dom.js';
import { renderDay, renderMessage, withDays } from './message.js';
import { snapshot } from './store.js';

/** Pixels from the end within which the list still counts as being at its end. */
const nearEnd = 60;

/** Keeps a scrolling list of messages up to date; stays at the end when it was there. */
export function createMessageList(parent, place) {
  const shown = new Map();
  let shownFor = '';
  let isAtEnd = true;
  const toEnd = () => (parent.scrollTop = parent.scrollHeight);
  parent.addEventListener('scroll', () => {
    isAtEnd = parent.scrollHeight - parent.scrollTop - parent.clientHeight < nearEnd;
  });
  // Opening a pane makes the list narrower and its content longer; a reader at the end stays there.
  new ResizeObserver(() => isAtEnd && toEnd()).observe(parent);
  return (messages, owner) => {
    const isOther = shownFor !== owner;
    if (isOther) {
      parent.replaceChildren();
      shown.clear();
      shownFor = owner;
    }
    if (isOther) isAtEnd = true;
    const wasAtEnd = isAtEnd;
    patchList(parent, shown, withDays(messages), {
      key: (item) => (item.kind === 'day' ? item.key : item.message.ts),
      version: (item) => JSON.stringify(item) + snapshot.me.id,
      render: (item) =>
        item.kind === 'day' ? renderDay(item.label) : renderMessage(item.message, place, item.head),
    });
    if (!wasAtEnd) return;
    toEnd();
    // Pictures have no height until they are loaded.
    for (const image of parent.querySelectorAll('img')) {
      if (!image.complete) image.addEventListener('load', () => isAtEnd && toEnd(), { once: true });
    }
  };
}
