import type { WorkspaceState } from '../state/workspace-state.ts';

/** `&`, `<` and `>` as Slack escapes what people type. */
export const escapeTyped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const word = /(^|[\s(])([@#])([\p{L}\p{N}._-]+)/gu;
const address = /(^|\s)(https?:\/\/[^\s<>|]+)/g;

type Form = 'message' | 'command';

function mention(state: WorkspaceState, name: string, form: Form): string | undefined {
  const label = form === 'command' ? `|${name}` : '';
  if (name === state.app.botName) return `<@${state.app.botUserId}${label}>`;
  const person = state.people.find((candidate) => candidate.name === name);
  if (person !== undefined) return `<@${person.id}${label}>`;
  if (form === 'message' && ['channel', 'here', 'everyone'].includes(name)) return `<!${name}>`;
  const group = state.usergroups.find((candidate) => candidate.handle === name);
  return group === undefined ? undefined : `<!subteam^${group.id}|@${name}>`;
}

function channelLink(state: WorkspaceState, name: string): string | undefined {
  const channel = state.channels.find(
    (candidate) => candidate.name === name && candidate.directWith === undefined,
  );
  // Private channels are named to nobody.
  return channel === undefined ? undefined : `<#${channel.id}|${channel.isPrivate ? '' : channel.name}>`;
}

/**
 * What a person typed, as the app gets it: special characters escaped, `@name`, `#channel` and addresses turned into
 * tokens. Already written tokens (`<@U…>`) of the driver stay.
 */
export function typedText(state: WorkspaceState, text: string, form: Form): string {
  const escaped = escapeTyped(text).replace(/&lt;([@#!][^&\s]+)&gt;/g, '<$1>');
  return escaped
    .replace(word, (whole, before: string, sign: string, name: string) => {
      const token = sign === '@' ? mention(state, name, form) : channelLink(state, name);
      return token === undefined ? whole : `${before}${token}`;
    })
    .replace(address, '$1<$2>');
}

/** The same text as the rich text block that Slack adds to what people write. */
export function typedBlocks(
  state: WorkspaceState,
  text: string,
): readonly Readonly<Record<string, unknown>>[] {
  const elements = text
    .split(/(<@[A-Z0-9]+>|<![a-z]+>)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('<@')) return { type: 'user', user_id: part.slice(2, -1) };
      if (part.startsWith('<!')) return { type: 'broadcast', range: part.slice(2, -1) };
      return {
        type: 'text',
        text: part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
      };
    });
  return [
    { type: 'rich_text', block_id: state.ids.blockId(), elements: [{ type: 'rich_text_section', elements }] },
  ];
}
