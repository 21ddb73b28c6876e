import { fromMarkdown } from 'mdast-util-from-markdown';
import type { RunbookStep } from '../model/runbook.ts';
import { findStrangers } from './placeholders.ts';
import type { LocalProblem } from './runbook-problem.ts';
import { readStepAnnotation } from './step-annotation.ts';

type Block = ReturnType<typeof fromMarkdown>['children'][number];
type ListItem = Extract<Block, { type: 'list' }>['children'][number];
type Phrase = Extract<Block, { type: 'paragraph' }>['children'][number];

export interface MarkdownOutline {
  /** The first level-one heading. */
  heading?: string;
  steps: RunbookStep[];
  problems: LocalProblem[];
  hasStepSections: boolean;
}

/** Sections whose list items and code blocks are steps; the first two are those of the prometheus-operator's runbooks. */
const stepSections = /^(?:diagnosis|mitigation|investigation|remediation|resolution|steps)\b/i;

/** A longer step is no step: it is cut for the card, the whole stands in the file. */
const longestStep = 1000;

/**
 * The steps of a runbook: top-level list items (and code blocks that stand alone) under Diagnosis and Mitigation.
 * @param lineOffset lines of front matter before the Markdown, so that problems name lines of the file
 */
export function readSteps(markdown: string, lineOffset: number): MarkdownOutline {
  const steps: RunbookStep[] = [];
  const problems: LocalProblem[] = [];
  let heading: string | undefined;
  let section: { name: string; depth: number } | undefined;
  let hasStepSections = false;
  const add = (text: string, place: Block | ListItem): void => {
    if (section === undefined || text === '') return;
    const { faults, ...step } = readStepAnnotation(text);
    const start = place.position?.start;
    const at = { line: (start?.line ?? 1) + lineOffset, column: start?.column ?? 1 };
    for (const message of faults) problems.push({ ...at, severity: 'error', message });
    for (const name of findStrangers(step.text)) {
      problems.push({
        ...at,
        severity: 'warning',
        message: `$${name} is not filled in: it stays as it stands`,
      });
    }
    const kept = step.text.length > longestStep ? `${step.text.slice(0, longestStep - 1)}…` : step.text;
    steps.push({ ...step, number: steps.length + 1, section: section.name, text: kept });
  };
  for (const block of fromMarkdown(markdown).children) {
    if (block.type === 'heading') {
      const name = phrases(block.children);
      if (block.depth === 1) heading ??= name;
      if (stepSections.test(name)) section = { name, depth: block.depth };
      else if (section !== undefined && block.depth <= section.depth) section = undefined;
      hasStepSections ||= section !== undefined;
    } else if (block.type === 'list') {
      for (const item of block.children) add(itemText(item), item);
    } else if (block.type === 'code') {
      add(code(block.value), block);
    }
  }
  return { ...(heading === undefined ? {} : { heading }), steps, problems, hasStepSections };
}

/** Its paragraphs and code blocks on one line; nested lists are detail that the file tells. */
function itemText(item: ListItem): string {
  return item.children
    .map((child) => {
      if (child.type === 'paragraph') return phrases(child.children);
      return child.type === 'code' ? code(child.value) : '';
    })
    .filter((text) => text !== '')
    .join(' ');
}

function phrases(children: readonly Phrase[]): string {
  return children
    .map((child): string => {
      if (child.type === 'inlineCode') return code(child.value);
      if (child.type === 'text') return child.value.replace(/\s*\n\s*/g, ' ');
      if (child.type === 'break') return ' ';
      // HTML is not shown; the text around it is.
      return 'children' in child ? phrases(child.children) : '';
    })
    .join('')
    .trim();
}

/** Between single backticks, which the card renders as code; a backtick inside would end it. */
function code(value: string): string {
  const line = value
    .replace(/\s*\n\s*/g, '; ')
    .replaceAll('`', 'ˋ')
    .trim();
  return line === '' ? '' : `\`${line}\``;
}
