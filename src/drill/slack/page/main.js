import { createComposer } from './composer.js';
import { createDrillPanel } from './drill-panel.js';
import { h } from './dom.js';
import { createMessageList } from './message-list.js';
import { createModals } from './modal.js';
import { createSidebar } from './sidebar.js';
import { listen, onSnapshot, refresh, snapshot, view } from './store.js';
import { createThread } from './thread.js';

const place = (id) => document.getElementById(id);

const updateSidebar = createSidebar(place('sidebar'));
const updateMessages = createMessageList(place('messages'), 'channel');
const updateThread = createThread(place('thread'));
const updateModals = createModals(place('modals'));
const updateDrill = createDrillPanel(place('drill'));
const here = () => snapshot.channels.find((channel) => channel.id === snapshot.channel);
const composer = createComposer({
  testid: 'composer',
  place: () => ({ channel: view.channel }),
  placeholder: () =>
    `Message ${here()?.kind === 'direct' ? '' : '#'}${here()?.name ?? ''}, or / for a command`,
});
place('composer').append(composer.node);

function updateHeader() {
  const channel = here();
  if (channel === undefined) return;
  document.title = `#${channel.name} · ${snapshot.team.name}`;
  place('channel-header').replaceChildren(
    h('h1', {}, channel.kind === 'direct' ? channel.name : `# ${channel.name}`),
    h('span', { class: 'quiet topic' }, channel.topic),
    h('span', { class: 'quiet' }, `${channel.members} members`),
  );
}

/** A permalink asks for one message: bring it into sight, once. */
function showMessage() {
  if (view.message === '') return;
  const id = `message-${view.message}`;
  const node = [...document.querySelectorAll('article')].find((article) =>
    article.dataset.testid.endsWith(id),
  );
  if (node === undefined) return;
  view.message = '';
  node.scrollIntoView({ block: 'center' });
  node.classList.add('sought');
}

onSnapshot((current) => {
  document.body.classList.add('ready');
  updateSidebar(current);
  updateHeader();
  updateMessages(current.messages, `${current.me.id} ${current.channel}`);
  updateThread(current);
  updateModals(current);
  updateDrill(current);
  composer.update();
  showMessage();
});

listen();
void refresh();
