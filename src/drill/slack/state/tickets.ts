import type { ResponseUrlState, WorkspaceState } from './workspace-state.ts';

/** @see https://docs.slack.dev/interactivity/handling-user-interaction: 30 minutes, five uses. */
export const responseUrlLifetimeMs = 30 * 60_000;
export const responseUrlUses = 5;

/** @returns A trigger id for one person; lives `lifetimeMs` (Slack: 3 s), serves once. */
export function issueTrigger(
  state: WorkspaceState,
  userId: string,
  options: { readonly lifetimeMs: number; readonly viewId?: string },
): string {
  const id = `${state.now()}.${state.triggers.size + 1}.${state.ids.hex(32)}`;
  state.triggers.set(id, {
    userId,
    expiresAt: state.now() + options.lifetimeMs,
    used: false,
    ...(options.viewId === undefined ? {} : { viewId: options.viewId }),
  });
  return id;
}

export function issueResponseUrl(
  state: WorkspaceState,
  ticket: Pick<ResponseUrlState, 'userId' | 'channel' | 'source'>,
): string {
  const key = `${state.responseUrls.size + 1}/${state.ids.hex(24)}`;
  state.responseUrls.set(key, {
    ...ticket,
    expiresAt: state.now() + responseUrlLifetimeMs,
    usesLeft: responseUrlUses,
  });
  return `${state.baseUrl}/actions/${state.app.teamId}/${key}`;
}
