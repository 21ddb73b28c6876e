import { sendText, type Exchange } from '../http/exchange.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Person } from '../workspace-handle.ts';

export type PageParts = {
  readonly state: WorkspaceState;
  readonly people: readonly Person[];
  readonly signal: AbortSignal;
  readonly start: (scenario: string) => Promise<void>;
};

/** Serves the page on which a person sees and uses the workspace. */
export function createPageHandler(parts: PageParts): (exchange: Exchange) => Promise<void> {
  return async ({ response }) => sendText(response, 404, `no page yet for ${parts.people.length} people`);
}
