import { cleanLines } from '../text/foreign-text.ts';
import { preformatted, section } from './elements.ts';
import type { MessageView } from './message-view.ts';

/**
 * A head of the audit, to be copied as it stands.
 * @param text what it is, a line feed, and the line that `audit verify --head` takes
 */
export function headView(text: string): MessageView {
  const [title = '', ...lines] = cleanLines(text).split('\n');
  return {
    text: [title, ...lines].join('\n'),
    blocks: [section('head', title), preformatted('line', lines, { maxCharacters: 2000, keep: 'start' })],
  };
}
