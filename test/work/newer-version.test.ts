import { expect, test, vi } from 'vitest';
import type { Input } from '../../src/model/input.ts';
import type { MessageRecord } from '../../src/model/message.ts';
import { renderMessage } from '../../src/slack/publish/render-message.ts';
import { createHandleInput } from '../../src/work/handle-input.ts';
import type { InputTools } from '../../src/work/input-tools.ts';

// During a rolling upgrade a newer version writes what this one has no words for: it has to wait for the newer one.

test('a message of a kind to come is not taken for shown', async () => {
  const record = { id: 'x/1', kind: 'hologram', channel: 'C1', state: 'wanted' } as unknown as MessageRecord;
  const loadNames = async () => () => '';
  const rendered = renderMessage(record, {
    store: {} as never,
    loadNames,
    mentions: [],
    stormAfter: 6,
    now: () => 0,
  });
  await expect(rendered).rejects.toThrow('this version does not know how to show x/1');
});

test('a command to come is not answered with something else', async () => {
  const input = { id: 'i', person: 'U1', channel: 'C1', via: 'command', command: { verb: 'teleport' } };
  const answer = vi.fn();
  const tools = {
    store: { loadInput: async () => input as unknown as Input },
    answer,
    identify: async () => ({ refused: 'not-mapped', message: '' }),
    noteLogin: async () => undefined,
    move: { now: () => 0 },
  } as unknown as InputTools;
  await expect(createHandleInput(tools)('i', 1)).rejects.toThrow('does not know the command teleport');
  expect(answer).not.toHaveBeenCalled();
});
