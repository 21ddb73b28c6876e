import { truncateText } from './truncate-text.ts';

/** `&`, `<` and `>` as entities: all that Slack asks for. @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Foreign text as one clean line: control characters become spaces, invisible and direction-changing ones go (they
 * make a name look like another one), lone surrogates are replaced.
 */
export function cleanLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Several lines for a preformatted block, where nothing is parsed: the same cleaning, line breaks and tabs kept. */
export function cleanLines(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])[\p{Cc}\u2028\u2029]/gu, '\ufffd')
    .replace(/\p{Cf}/gu, '');
}

/**
 * Text that somebody else wrote (labels, events, names) as one line of mrkdwn that shows just that text. Slack has no
 * escape for formatting, so its marks become characters that look like them: no link, mention, code, emoji or quote
 * can arise. Objects that carry it set `verbatim`, so that Slack links nothing by itself.
 */
export function foreignText(text: string, maxCharacters: number): string {
  const marked = cleanLine(text.slice(0, maxCharacters * 4))
    .replaceAll('`', 'ˋ')
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replace(/(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/gu, 'ˍ')
    .replace(/:(?=[\w+'-]+:)/g, '∶');
  return truncateText(escapeMrkdwn(marked), maxCharacters, 'mrkdwn');
}

/** Foreign text as inline code; only a backtick could end it. */
export function foreignCode(text: string, maxCharacters: number): string {
  const code = escapeMrkdwn(cleanLine(text.slice(0, maxCharacters * 4)).replaceAll('`', 'ˋ'));
  return code === '' ? '' : `\`${truncateText(code, maxCharacters, 'mrkdwn')}\``;
}

/** Foreign text in which pairs of backticks mark code (a runbook's step): code stays code, the rest is text. */
export function foreignTextWithCode(text: string, maxCharacters: number): string {
  const parts = cleanLine(text.slice(0, maxCharacters * 4)).split('`');
  const unpaired = parts.length % 2 === 0;
  const shown = parts.map((part, index) => {
    if (index % 2 === 0) return keepingEdges(part, maxCharacters);
    return unpaired && index === parts.length - 1
      ? `ˋ${keepingEdges(part, maxCharacters)}`
      : foreignCode(part, maxCharacters);
  });
  return truncateText(shown.join(''), maxCharacters, 'mrkdwn');
}

function keepingEdges(part: string, maxCharacters: number): string {
  const space = (edge: boolean): string => (edge ? ' ' : '');
  if (part.trim() === '') return space(part !== '');
  return `${space(part.startsWith(' '))}${foreignText(part, maxCharacters)}${space(part.endsWith(' '))}`;
}
