// What the page knows, where it looks, and how it talks to the workspace.
import { toast } from './toast.js';

const listeners = new Set();
const place = new URLSearchParams(location.hash.slice(1));

export const view = {
  person: place.get('as') ?? '',
  channel: place.get('channel') ?? '',
  thread: place.get('thread') ?? '',
  /** A message to bring into sight once. */
  message: place.get('message') ?? '',
};
/** The newest snapshot; undefined until the first has come. */
export let snapshot;

export const onSnapshot = (listener) => listeners.add(listener);

function remember() {
  const hash = new URLSearchParams();
  if (view.person !== '') hash.set('as', view.person);
  if (view.channel !== '') hash.set('channel', view.channel);
  if (view.thread !== '') hash.set('thread', view.thread);
  history.replaceState(null, '', `#${hash.toString()}`);
}

let isLoading = false;
let isStale = false;

/** Fetches the newest state; calls while one is under way become one more fetch after it. */
export async function refresh() {
  if (isLoading) {
    isStale = true;
    return;
  }
  isLoading = true;
  try {
    do {
      isStale = false;
      const { person, channel } = view;
      const query = new URLSearchParams({ person, channel });
      if (view.thread !== '') query.set('thread', view.thread);
      const answer = await fetch(`/snapshot?${query.toString()}`);
      if (!answer.ok) throw new Error(`the workspace answered ${answer.status}`);
      snapshot = await answer.json();
      // Whoever looked elsewhere meanwhile must not be taken back; their own answer comes next.
      if (view.person === person) view.person = snapshot.me.name;
      if (view.channel === channel) view.channel = snapshot.channel;
      remember();
      for (const listener of listeners) listener(snapshot);
    } while (isStale);
  } catch (error) {
    toast(`Cannot reach the workspace: ${error.message}`);
  } finally {
    isLoading = false;
  }
}

export function look(change) {
  Object.assign(view, change);
  remember();
  return refresh();
}

async function post(address, body) {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const result = answer.ok ? await answer.json() : { outcome: 'not_sent', error: await answer.text() };
    if (result.error) toast(result.error);
    return result;
  } catch (error) {
    toast(`Cannot reach the workspace: ${error.message}`);
    return { outcome: 'not_sent', error: error.message };
  }
}

/** Does something as the person whose turn it is. */
export const act = (kind, details = {}) => post('/act', { kind, person: view.person, ...details });
export const startScenario = (scenario) => post('/start', { scenario });

export function listen() {
  const stream = new EventSource('/changes');
  stream.addEventListener('change', refresh);
  stream.addEventListener('error', () => document.body.classList.add('offline'));
  stream.addEventListener('open', () => document.body.classList.remove('offline'));
}

export const personById = (id) => snapshot?.people.find((person) => person.id === id);

/** The zone whose times this reader sees. */
export const readerZone = () => snapshot?.me.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
