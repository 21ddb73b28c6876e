import type { MessageView } from '../../../src/slack/views/message-view.ts';

/** Every token in a message that could ping or link, wherever mrkdwn is parsed (preformatted and plain text is not). */
export function mentionsIn(view: MessageView): string[] {
  const found = new Set<string>();
  const look = (text: string): void => {
    for (const [token] of text.matchAll(/<[^>]*>/g)) if (!token.startsWith('<!date^')) found.add(token);
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(walk);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const shape = value as Record<string, unknown>;
    if (shape['type'] === 'mrkdwn') look(String(shape['text']));
    else if (shape['type'] !== 'text' && shape['type'] !== 'plain_text') Object.values(shape).forEach(walk);
  };
  look(view.text);
  walk(view.blocks);
  return [...found];
}
