import type { Message } from '../message.ts';

/** A message as history, replies and interaction payloads show it. `metadata` only when asked for. */
export function wireMessage(
  message: Message,
  metadata: 'with metadata' | 'without metadata' = 'without metadata',
): Readonly<Record<string, unknown>> {
  const wire: Record<string, unknown> = { ...message };
  delete wire['channel'];
  if (metadata === 'without metadata') delete wire['metadata'];
  return wire;
}
