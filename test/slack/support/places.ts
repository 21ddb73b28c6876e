import type { MessageView } from '../../../src/slack/views/message-view.ts';

/** block id → action id of the button that stands there. */
export const places = (view: MessageView): Record<string, string> =>
  Object.fromEntries(
    view.blocks.flatMap((block) => {
      if (block.type === 'section' && block.accessory?.type === 'button')
        return [[block.block_id ?? '', block.accessory.action_id ?? '']];
      if (block.type === 'actions')
        return block.elements.map((element, index) => [
          `${block.block_id}/${index}`,
          'action_id' in element ? (element.action_id ?? '') : '',
        ]);
      return [];
    }),
  );
