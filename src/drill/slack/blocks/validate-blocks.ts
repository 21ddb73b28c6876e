import { blockLimits as limits } from './block-limits.ts';
import { homeBlocks, messageBlocks, modalBlocks } from './block-rules.ts';
import {
  byType,
  isObject,
  list,
  oneOf,
  optional,
  required,
  shape,
  string,
  anything,
  bool,
  type Report,
} from './rule.ts';
import { plainText } from './text-rules.ts';

/** One reason to refuse a payload; `pointer` is a JSON pointer into the request's arguments. */
export type BlockProblem = { readonly pointer: string; readonly message: string };

const collect = (run: (report: Report) => void): readonly BlockProblem[] => {
  const problems: BlockProblem[] = [];
  run((pointer, message) => problems.push({ pointer, message }));
  return problems;
};

const objects = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

function checkIds(blocks: readonly unknown[], pointer: string, report: Report): void {
  const seen = new Set<string>();
  blocks.forEach((block, index) => {
    if (!isObject(block)) return;
    const id = block['block_id'];
    if (typeof id === 'string') {
      if (seen.has(id)) report(`${pointer}/${index}/block_id`, `block_id already exists: ${id}`);
      seen.add(id);
    }
    const actions = new Set<string>();
    objects(block['elements']).forEach((element, position) => {
      const action = element['action_id'];
      if (typeof action !== 'string') return;
      if (actions.has(action)) {
        report(`${pointer}/${index}/elements/${position}/action_id`, `action_id already exists: ${action}`);
      }
      actions.add(action);
    });
  });
}

/** Characters of all texts below `value`. */
export function textCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + textCharacters(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [name, item]) =>
      sum + (name === 'text' && typeof item === 'string' ? item.length : textCharacters(item)),
    0,
  );
}

const ofType = (blocks: readonly unknown[], type: string): readonly unknown[] =>
  blocks.filter((block) => isObject(block) && block['type'] === type);

function checkTotals(blocks: readonly unknown[], pointer: string, report: Report): void {
  const markdown = textCharacters(ofType(blocks, 'markdown'));
  if (markdown > limits.markdown)
    report(pointer, `markdown must be less than ${limits.markdown + 1} characters`);
  const cells = textCharacters(ofType(blocks, 'table'));
  if (cells > limits.tableCharacters)
    report(pointer, `tables must be less than ${limits.tableCharacters + 1} characters`);
}

/**
 * What Slack would refuse in the blocks of a message. Empty: nothing.
 * @param pointer Where the blocks stand in the request: `/blocks`, `/attachments/0/blocks`.
 */
export function validateMessageBlocks(blocks: unknown, pointer = '/blocks'): readonly BlockProblem[] {
  return collect((report) => {
    list(byType(messageBlocks), { min: 0, max: limits.blocksPerMessage })(blocks, pointer, report);
    if (!Array.isArray(blocks)) return;
    checkIds(blocks, pointer, report);
    checkTotals(blocks, pointer, report);
  });
}

const optionalText = (max: number) => optional(plainText(max));

const viewShape = (blocks: typeof modalBlocks, title: 'required' | 'optional') =>
  shape({
    type: required(oneOf(['modal', 'home'])),
    title: title === 'required' ? required(plainText(limits.viewTitle)) : optional(anything),
    submit: optionalText(limits.viewTitle),
    close: optionalText(limits.viewTitle),
    blocks: required(list(byType(blocks), { min: 0, max: limits.blocksPerView })),
    private_metadata: optional(string({ min: 0, max: limits.privateMetadata })),
    callback_id: optional(string({ min: 0, max: limits.callbackId })),
    external_id: optional(string({ min: 0, max: limits.callbackId })),
    clear_on_close: optional(bool),
    notify_on_close: optional(bool),
    submit_disabled: optional(bool),
  });

const modal = viewShape(modalBlocks, 'required');
const home = viewShape(homeBlocks, 'optional');

/** What Slack would refuse in a view. A modal with an input block needs `submit`. */
export function validateView(view: unknown, pointer = '/view'): readonly BlockProblem[] {
  return collect((report) => {
    const isHome = isObject(view) && view['type'] === 'home';
    (isHome ? home : modal)(view, pointer, report);
    if (!isObject(view) || !Array.isArray(view['blocks'])) return;
    checkIds(view['blocks'], `${pointer}/blocks`, report);
    const hasInput = ofType(view['blocks'], 'input').length > 0;
    if (!isHome && hasInput && view['submit'] === undefined) {
      report(pointer, 'missing required field: submit');
    }
  });
}

/** Slack's own line for a problem. */
export const problemLine = (problem: BlockProblem): string =>
  `${problem.message} [json-pointer:${problem.pointer}]`;
