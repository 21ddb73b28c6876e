import { textOf } from '../../src/drill/play/find-button.ts';
import type { Workspace } from '../../src/drill/slack/workspace-handle.ts';

/** How many incidents the cards of storms count. */
export function foldedIn(workspace: Workspace, channels: readonly string[]): number {
  return channels
    .flatMap((channel) => workspace.messages(channel))
    .filter((message) => String(message.metadata?.event_payload['message']).startsWith('storm/'))
    .reduce((sum, card) => sum + Number(/Storm[^:]*: (\d+) incident/.exec(textOf(card))?.[1] ?? 0), 0);
}
