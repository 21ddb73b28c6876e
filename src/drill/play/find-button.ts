import type { Message } from '../slack/message.ts';
import { readList, readText } from '../world/read-field.ts';

/** The first button of a message with this action id; undefined when it has none. */
export function findButton(
  message: Message,
  actionId: string,
): { actionId: string; text: string } | undefined {
  for (const block of message.blocks ?? []) {
    for (const element of [...readList(block, 'elements'), Reflect.get(block, 'accessory')]) {
      if (readText(element, 'action_id') === actionId)
        return { actionId, text: readText(element, 'text', 'text') };
    }
  }
  return undefined;
}

/** All text of a message that people read: its blocks, else its plain text. */
export function textOf(message: Message): string {
  const parts: string[] = [message.text];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'text' && typeof inner === 'string') parts.push(inner);
        else walk(inner);
      }
    }
  };
  walk(message.blocks ?? []);
  return parts.join('\n');
}
