import type { Input } from '../model/input.ts';
import type { Store } from '../store/store.ts';
import type { ActionWorkTools } from './action-tools.ts';
import { createAnswerRequest } from './answer-request.ts';
import { createAuditHead, createPostHead, type HeadTools } from './audit-head.ts';
import { createBreakGlass } from './break-glass.ts';
import { createDebts, type DebtTools } from './debts.ts';
import type { InputTools } from './input-tools.ts';
import { createNoteLogin } from './note-login.ts';
import { createRemind, type RemindTools } from './remind.ts';
import type { WorkHandler } from './worker.ts';

type HeadOptions = Pick<HeadTools, 'key' | 'channel' | 'postHeads'>;

export interface RecordOptions extends HeadOptions {
  store: HeadTools['store'] & DebtTools['store'] & RemindTools['store'] & Pick<Store, 'recordLogin'>;
}

/** What is done alone and owed for it, who came, and what proves the record: for people, and for the worker. */
export function createRecordWork(
  actions: ActionWorkTools,
  options: RecordOptions,
): {
  inputs: Pick<InputTools, 'answerRequest' | 'breakGlass' | 'debts' | 'postHead' | 'noteLogin'>;
  handlers: Readonly<Record<'remind' | 'audit-head', WorkHandler>>;
} {
  const { now, log, people, breakGlass } = actions;
  const tools = { ...options, findPerson: (user: string) => people.findPerson(user), now, log };
  const answerRequest = createAnswerRequest(actions);
  const approve = async (input: Input, handle: string) => answerRequest(input, handle, 'approve');
  return {
    inputs: {
      answerRequest,
      breakGlass: createBreakGlass(actions, approve),
      debts: createDebts(tools),
      postHead: createPostHead(tools),
      noteLogin: createNoteLogin(tools),
    },
    handlers: {
      remind: createRemind({ ...tools, remind: breakGlass.remind }),
      'audit-head': createAuditHead(tools),
    },
  };
}
