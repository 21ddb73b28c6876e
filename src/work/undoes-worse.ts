import { undoAloneForMs, type AskedPlan } from '../approvals/approvals-needed.ts';
import type { Person } from '../model/person.ts';
import type { ActionWorkTools } from './action-tools.ts';

/** Does somebody take back, within ten minutes of that verdict, an action of their own that made things worse? */
export async function undoesWorse(
  { store, now }: { store: Pick<ActionWorkTools['store'], 'loadRequest'>; now: () => number },
  undoes: string | undefined,
  person: Person,
): Promise<AskedPlan['undoes']> {
  const done = undoes === undefined ? undefined : await store.loadRequest(undoes);
  const verdict = done?.execution?.verdict;
  if (done === undefined || verdict?.result !== 'worse') return undefined;
  const own = done.askedByUser === person.user || done.askedBy === person.slackUser;
  return own && now() - verdict.at < undoAloneForMs ? 'worse-own-action' : undefined;
}
