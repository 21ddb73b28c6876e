import type { Workspace } from '../../../src/drill/slack/workspace-handle.ts';

/** Slack takes no edits until the returned function is called: what people see keeps the buttons that it had. */
export function keepOldButtons(workspace: Workspace): () => void {
  return workspace.fault({
    method: 'chat.update',
    kind: 'ratelimited',
    retryAfterSeconds: 1,
    times: Number.POSITIVE_INFINITY,
  });
}
