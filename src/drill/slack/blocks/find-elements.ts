import type { Block } from '../message.ts';
import { isActionable } from './complete-blocks.ts';
import { isObject } from './rule.ts';

/** An interactive element and the block that it stands in. */
export type PlacedElement = {
  readonly blockId: string;
  readonly block: Block;
  readonly element: Block;
  /** 1, 2, …: the attachment that holds it. */
  readonly attachmentId?: number;
};

const blocksIn = (value: unknown): readonly Block[] =>
  Array.isArray(value)
    ? value.filter((item): item is Block => isObject(item) && typeof item['type'] === 'string')
    : [];

/** Every interactive element, top to bottom. */
export function findElements(blocks: readonly Block[], attachmentId?: number): readonly PlacedElement[] {
  return blocks.flatMap((block) => {
    const own = [
      ...blocksIn(block['elements']),
      ...blocksIn([block['accessory']]),
      ...blocksIn([block['element']]),
      ...(block.type === 'card' ? blocksIn(block['actions']) : []),
    ].filter((element) => isActionable(element.type));
    const blockId = typeof block['block_id'] === 'string' ? block['block_id'] : '';
    const attachment = attachmentId === undefined ? {} : { attachmentId };
    return [
      ...own.map((element): PlacedElement => ({ blockId, block, element, ...attachment })),
      ...findElements(blocksIn(block['child_blocks']), attachmentId),
    ];
  });
}

/** The elements of a message: those of its blocks, then those of its attachments. */
export function findMessageElements(message: {
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly { readonly blocks?: readonly Block[] }[];
}): readonly PlacedElement[] {
  const attached = (message.attachments ?? []).flatMap(({ blocks }, index) =>
    findElements(blocks ?? [], index + 1),
  );
  return [...findElements(message.blocks ?? []), ...attached];
}
