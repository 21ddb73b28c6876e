import type { ActionRequest } from '../model/action-request.ts';
import { sharesObject } from '../model/shares-object.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { escapeText } from './escape-text.ts';

/** Why an approval does not count just now: one execution at a time an object. */
export async function objectBusyText(
  { store }: Pick<ActionWorkTools, 'store'>,
  request: ActionRequest,
): Promise<string> {
  const running = (await store.listRequests({ states: ['executing'], limit: 50 })).find(
    (other) => other.id !== request.id && sharesObject(request.plan, other.plan),
  );
  const what = running === undefined ? 'Another action was' : `${escapeText(running.plan.title)} is`;
  return `Nothing was approved yet: ${what} being carried out on the same object. Press again when it is done.`;
}
