/** Slack passes 4,000 characters at most to a command; nobody types as many words. */
const maxTokens = 40;

/** A dash that a phone put in place of two, at the start of a word. */
const longDash = /(^|\s)[—–](?=[A-Za-z])/g;
const invisible = /\p{Cf}|(?![\t\n\v\f\r])\p{Cc}/gu;

export type Tokens = { tokens: string[] } | { problem: string };

/**
 * A command as Slack sends it, in words: escapes are undone (`&lt;`, `<http://node-3|node-3>`, `<#C1|shop>`), smart
 * quotes and long dashes become the typed ones, quotes keep spaces together.
 */
export function tokenize(text: string): Tokens {
  const plain = typedText(text);
  const tokens: string[] = [];
  let token: string | undefined;
  let quote: string | undefined;
  for (const character of plain) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else token = (token ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      token ??= '';
    } else if (/\s/.test(character)) {
      if (token !== undefined) tokens.push(token);
      token = undefined;
    } else token = (token ?? '') + character;
  }
  if (quote !== undefined) return { problem: `A quote (${quote}) is not closed.` };
  if (token !== undefined) tokens.push(token);
  if (tokens.length > maxTokens) return { problem: `That are more than ${maxTokens} words.` };
  return { tokens };
}

/** What was typed: Slack's escapes undone, smart quotes and long dashes as they were meant. */
export function typedText(text: string): string {
  return undoSlackEscapes(text.slice(0, 8000))
    .replace(invisible, '')
    .replace(/[“”„‟«»]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(longDash, '$1--');
}

/** With `should_escape` Slack sends people, channels and addresses as `<…|label>`; we want what was typed. */
function undoSlackEscapes(text: string): string {
  return text
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_whole, target: string, label: string | undefined) => {
      const typed =
        label !== undefined && label !== '' ? label : target.replace(/^(?:https?:\/\/|mailto:|[#@!])/, '');
      return target.startsWith('http') && label === undefined ? typed.replace(/\/$/, '') : typed;
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
