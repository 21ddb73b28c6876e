const ellipsis = '…';

/** Marks and joiners that belong to the character before them: a cut never stands in front of one. */
const dependent = /^(?:\p{M}|\u200d|\ufe0e|\ufe0f)/u;

/** Zalgo text stacks marks without end; a cut goes back at most so far to stay whole. */
const longestCluster = 32;

/** How a text is cut: `mrkdwn` also keeps entities (`&amp;`) and tokens (`<!date^…>`) whole. */
export type TextKind = 'plain' | 'mrkdwn';

/**
 * Cuts a text to at most `maxCharacters` UTF-16 units (the strictest way in which Slack could count), the ellipsis
 * included. Never splits a surrogate pair, a combined character or, in mrkdwn, an entity or a token.
 */
export function truncateText(text: string, maxCharacters: number, kind: TextKind = 'plain'): string {
  if (text.length <= maxCharacters) return text;
  if (maxCharacters < 1) return '';
  let end = maxCharacters - ellipsis.length;
  if (kind === 'mrkdwn') end = beforeOpenToken(text, end);
  end = beforeSplitCharacter(text, end);
  return text.slice(0, end).trimEnd() + ellipsis;
}

function beforeSplitCharacter(text: string, wanted: number): number {
  let end = wanted;
  const earliest = Math.max(0, wanted - longestCluster);
  while (end > earliest) {
    const before = text.charCodeAt(end - 1);
    const splitsPair = before >= 0xd800 && before <= 0xdbff;
    const splitsCluster = dependent.test(text.slice(end, end + 2)) || text[end - 1] === '\u200d';
    if (!splitsPair && !splitsCluster) return end;
    end -= 1;
  }
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

/** Longest entity that escaping makes: `&amp;`. */
const longestEntity = 5;

function beforeOpenToken(text: string, wanted: number): number {
  const open = text.lastIndexOf('<', wanted - 1);
  const end = open >= 0 && text.indexOf('>', open) >= wanted ? open : wanted;
  const ampersand = text.lastIndexOf('&', end - 1);
  if (ampersand < 0 || end - ampersand >= longestEntity) return end;
  return text.slice(ampersand, end).includes(';') ? end : ampersand;
}
