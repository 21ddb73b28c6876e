import { dateToken } from '../text/date-token.ts';
import { fitMessage } from '../fit-message.ts';
import { context } from './elements.ts';
import type { MessageView } from './message-view.ts';

/** The same message with a line that says that it may be old, and how old. `at`: when its content was computed. */
export function behindLine({ text, blocks }: MessageView, at: number): MessageView {
  const line = context('behind', `⏳ Slack is limiting us; state as of ${dateToken(at)}`);
  return fitMessage({ text, blocks: [...blocks, line] });
}
