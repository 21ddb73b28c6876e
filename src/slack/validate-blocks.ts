import type { ModalView } from '@slack/types';
import { slackLimits as limits } from './limits.ts';
import type { MessageView } from './views/message-view.ts';

/** One reason why Slack would refuse; `pointer` is a JSON pointer, as in Slack's own answer to invalid blocks. */
export interface BlockProblem {
  pointer: string;
  problem: string;
}

type Shape = Readonly<Record<string, unknown>>;
type Report = (pointer: string, problem: string) => void;

const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What Slack would refuse in a message: an empty list is what it takes. Knows the blocks that our views use; others are problems. */
export function validateMessage(message: MessageView): readonly BlockProblem[] {
  const problems: BlockProblem[] = [];
  const report: Report = (pointer, problem) => problems.push({ pointer, problem });
  checkText(message.text, limits.messageText, '/text', report);
  if (Buffer.byteLength(message.text) > limits.messageText) report('/text', 'too many bytes for chat.update');
  checkBlocks(message.blocks, limits.blocksPerMessage, report);
  if (JSON.stringify(message.blocks).length > limits.messageBlocks)
    report('/blocks', `more than ${limits.messageBlocks} characters in all`);
  return problems;
}

/** The same for a modal. */
export function validateModal(view: ModalView): readonly BlockProblem[] {
  const problems: BlockProblem[] = [];
  const report: Report = (pointer, problem) => problems.push({ pointer, problem });
  checkText(view.title.text, limits.viewTitle, '/title/text', report);
  if (view.submit) checkText(view.submit.text, limits.viewTitle, '/submit/text', report);
  if (view.close) checkText(view.close.text, limits.viewTitle, '/close/text', report);
  if ((view.private_metadata ?? '').length > limits.privateMetadata) report('/private_metadata', 'too long');
  if ((view.callback_id ?? '').length > limits.callbackId) report('/callback_id', 'too long');
  if (!view.submit && view.blocks.some((block) => block.type === 'input'))
    report('/submit', 'a view with an input needs it');
  checkBlocks(view.blocks, limits.blocksPerView, report);
  return problems;
}

function checkBlocks(blocks: readonly unknown[], max: number, report: Report): void {
  if (blocks.length === 0) report('/blocks', 'no blocks');
  if (blocks.length > max) report('/blocks', `more than ${max} blocks`);
  const ids = new Set<unknown>();
  blocks.forEach((block, index) => {
    const pointer = `/blocks/${index}`;
    if (!isShape(block)) {
      report(pointer, 'not an object');
      return;
    }
    const id = block['block_id'];
    if (id !== undefined) {
      checkText(id, limits.blockId, `${pointer}/block_id`, report);
      if (ids.has(id)) report(`${pointer}/block_id`, 'used twice');
      ids.add(id);
    }
    checkBlock(block, pointer, report);
  });
}

function checkBlock(block: Shape, pointer: string, report: Report): void {
  switch (block['type']) {
    case 'divider':
      return;
    case 'header': {
      checkTextObject(block['text'], limits.headerText, `${pointer}/text`, report, 'plain_text');
      return;
    }
    case 'section':
      checkTextObject(block['text'], limits.sectionText, `${pointer}/text`, report);
      if (block['accessory'] !== undefined) checkElement(block['accessory'], `${pointer}/accessory`, report);
      return;
    case 'context': {
      checkElements(block['elements'], limits.contextElements, `${pointer}/elements`, report, (element, at) =>
        checkTextObject(element, limits.sectionText, at, report),
      );
      return;
    }
    case 'actions': {
      checkActions(block['elements'], `${pointer}/elements`, report);
      return;
    }
    case 'input':
      checkTextObject(block['label'], limits.inputLabel, `${pointer}/label`, report, 'plain_text');
      if (block['hint'] !== undefined)
        checkTextObject(block['hint'], limits.inputHint, `${pointer}/hint`, report, 'plain_text');
      {
        checkElement(block['element'], `${pointer}/element`, report);
        return;
      }
    case 'rich_text': {
      checkElements(block['elements'], Infinity, `${pointer}/elements`, report, (element, at) =>
        checkElements(
          isShape(element) ? element['elements'] : undefined,
          Infinity,
          `${at}/elements`,
          report,
          (run, where) =>
            checkText(isShape(run) ? run['text'] : undefined, limits.messageBlocks, `${where}/text`, report),
        ),
      );
      return;
    }
    default:
      report(pointer, `unknown block type ${String(block['type'])}`);
  }
}

function checkActions(elements: unknown, pointer: string, report: Report): void {
  const ids = listOf(elements).map((element) => (isShape(element) ? element['action_id'] : undefined));
  if (new Set(ids).size !== ids.length) report(pointer, 'an action_id is used twice');
  checkElements(elements, limits.actionsElements, pointer, report, (element, at) =>
    checkElement(element, at, report),
  );
}

function checkElement(element: unknown, pointer: string, report: Report): void {
  if (!isShape(element)) {
    report(pointer, 'not an object');
    return;
  }
  checkText(element['action_id'], limits.actionId, `${pointer}/action_id`, report);
  if (element['placeholder'] !== undefined)
    checkTextObject(
      element['placeholder'],
      limits.placeholder,
      `${pointer}/placeholder`,
      report,
      'plain_text',
    );
  switch (element['type']) {
    case 'button':
      checkTextObject(element['text'], limits.buttonText, `${pointer}/text`, report, 'plain_text');
      checkText(element['value'], limits.buttonValue, `${pointer}/value`, report);
      if (element['accessibility_label'] !== undefined)
        checkText(
          element['accessibility_label'],
          limits.accessibilityLabel,
          `${pointer}/accessibility_label`,
          report,
        );
      return;
    case 'plain_text_input':
      if (Number(element['max_length'] ?? 1) > limits.plainTextInput)
        report(`${pointer}/max_length`, 'too large');
      if (element['initial_value'] !== undefined)
        checkText(element['initial_value'], limits.plainTextInput, `${pointer}/initial_value`, report);
      return;
    case 'radio_buttons':
    case 'static_select': {
      checkOptions(element, pointer, report);
      return;
    }
    default:
      report(pointer, `unknown element type ${String(element['type'])}`);
  }
}

function checkOptions(element: Shape, pointer: string, report: Report): void {
  const groups = element['option_groups'];
  if (groups !== undefined) {
    checkElements(groups, limits.options, `${pointer}/option_groups`, report, (group, at) => {
      if (!isShape(group)) {
        report(at, 'not an object');
        return;
      }
      checkTextObject(group['label'], limits.optionText, `${at}/label`, report);
      checkOptions({ type: element['type'], options: group['options'] }, at, report);
    });
    return;
  }
  const max = element['type'] === 'radio_buttons' ? limits.radioOptions : limits.options;
  checkElements(element['options'], max, `${pointer}/options`, report, (option, at) => {
    if (!isShape(option)) {
      report(at, 'not an object');
      return;
    }
    checkTextObject(option['text'], limits.optionText, `${at}/text`, report);
    checkText(option['value'], limits.optionValue, `${at}/value`, report);
  });
}

function checkElements(
  elements: unknown,
  max: number,
  pointer: string,
  report: Report,
  check: (element: unknown, pointer: string) => void,
): void {
  const list = listOf(elements);
  if (list.length === 0) report(pointer, 'no items');
  if (list.length > max) report(pointer, `more than ${max} items`);
  list.forEach((element, index) => check(element, `${pointer}/${index}`));
}

function checkTextObject(
  object: unknown,
  max: number,
  pointer: string,
  report: Report,
  only?: 'plain_text',
): void {
  if (!isShape(object)) {
    report(pointer, 'no text object');
    return;
  }
  if (object['type'] !== 'plain_text' && (object['type'] !== 'mrkdwn' || only !== undefined))
    report(`${pointer}/type`, `${String(object['type'])} is not allowed here`);
  checkText(object['text'], max, `${pointer}/text`, report);
}

function checkText(text: unknown, max: number, pointer: string, report: Report): void {
  if (typeof text !== 'string') {
    report(pointer, 'no text');
    return;
  }
  if (text.length === 0) report(pointer, 'empty');
  if (text.length > max) report(pointer, `more than ${max} characters`);
  if (!text.isWellFormed()) report(pointer, 'half a surrogate pair');
}
