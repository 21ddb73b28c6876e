import type { Command, Input } from '../../model/input.ts';
import type { ListenerPorts } from './listener-ports.ts';

/** Slack waits three seconds for the acknowledgement; before that the person gets words. */
const commitPatienceMs = 2400;

export const notStoredWords =
  'Middlewatch could not store this, so nothing was done. Try again in a moment; if it stays, look at `/readyz`.';
export const slowStoreWords =
  'The store is slow: it is not sure yet that this was taken. Look with `/mw status` before you send it again.';

/** What a listener read from a payload; the rest is filled in here. */
export type NewInput = Omit<Input, 'id' | 'receivedAt' | 'command'> & { command: Command };

/** `taken`: committed now or before. Otherwise the words for the person. Never throws. */
export async function commitInput(
  ports: ListenerPorts,
  read: NewInput,
): Promise<{ taken: true } | { taken: false; words: string }> {
  // Other workspaces are refused before: it is ours, whether this payload names it or not.
  const team = read.team ?? ports.identity().teamId;
  const input: Input = {
    ...read,
    id: ports.newId(),
    receivedAt: ports.now(),
    ...(team !== undefined && { team }),
  };
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'slow'>(
    (resolve) => (timer = setTimeout(() => resolve('slow'), commitPatienceMs)),
  );
  const recording = ports.store.recordInput(input).then(
    (result) => {
      // Also when it comes after our patience: it is committed, so it is worked on.
      if (result === 'recorded') ports.onInput(input);
      return result;
    },
    (error: unknown) => {
      ports.log.error(
        { problem: error instanceof Error ? error.message : String(error), via: input.via },
        'an input could not be committed',
      );
      return 'failed' as const;
    },
  );
  const result = await Promise.race([recording, patience]);
  clearTimeout(timer);
  if (result === 'failed') return { taken: false, words: notStoredWords };
  return result === 'slow' ? { taken: false, words: slowStoreWords } : { taken: true };
}
