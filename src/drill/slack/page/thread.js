import { createComposer } from './composer.js';
import { h } from './dom.js';
import { createMessageList } from './message-list.js';
import { look, view } from './store.js';

/** The pane on the right: a root and its replies, with a box to answer in. */
export function createThread(pane) {
  const list = h('div', { class: 'thread-messages', role: 'log', 'aria-label': 'Replies', tabindex: '0' });
  const name = h('span', { class: 'quiet' });
  const composer = createComposer({
    testid: 'thread-composer',
    place: () => ({ channel: view.channel, threadTs: view.thread }),
    placeholder: () => 'Reply… (mention the app to ask it something)',
  });
  const close = () => {
    hide();
    void look({ thread: '' });
  };
  pane.append(
    h(
      'header',
      { class: 'pane-header' },
      h('h2', {}, 'Thread'),
      name,
      h(
        'button',
        {
          type: 'button',
          class: 'plain close',
          testid: 'close-thread',
          'aria-label': 'Close thread',
          onclick: close,
        },
        '×',
      ),
    ),
    list,
    composer.node,
  );
  pane.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) close();
  });
  const update = createMessageList(list, 'thread');
  function hide() {
    pane.hidden = true;
    update([], '');
  }
  return (snapshot) => {
    if (view.thread === '' || snapshot.thread === null) {
      hide();
      return;
    }
    pane.hidden = false;
    name.textContent = `#${snapshot.channels.find((channel) => channel.id === snapshot.channel)?.name ?? ''}`;
    update(snapshot.thread, `${snapshot.me.id} ${view.thread}`);
    composer.update();
  };
}
