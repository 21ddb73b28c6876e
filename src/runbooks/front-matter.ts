import { LineCounter, parseDocument } from 'yaml';

/** The front matter's values, and how many lines stand before the Markdown. */
export interface FrontMatter {
  values: Record<string, unknown>;
  markdown: string;
  /** Lines of the file before the Markdown begins; 0 without front matter. */
  lineOffset: number;
  /** Line of a top-level key, from 1. */
  lineOf: (key: string) => number;
  faults: readonly { line: number; column: number; message: string }[];
}

/**
 * Splits `---` front matter from the Markdown. Plain YAML only: no tags that run code, no aliases that blow up. Markdown
 * without front matter is all Markdown.
 */
export function readFrontMatter(text: string): FrontMatter {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const none = { values: {}, markdown: lines.join('\n'), lineOffset: 0, lineOf: () => 1, faults: [] };
  if (lines[0]?.trimEnd() !== '---') return none;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (end === -1) {
    return { ...none, faults: [{ line: 1, column: 1, message: 'the front matter has no closing ---' }] };
  }
  const counter = new LineCounter();
  const document = parseDocument(lines.slice(1, end).join('\n'), { schema: 'core', lineCounter: counter });
  const markdown = lines.slice(end + 1).join('\n');
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = counter.linePos(offset);
    return { line: line + 1, column: col };
  };
  const faults = document.errors.map((error) => ({
    ...at(error.pos[0]),
    message: `the front matter is not valid YAML: ${error.message.split('\n')[0] ?? ''}`.replace(
      / at line .*$/,
      '',
    ),
  }));
  const value: unknown = faults.length > 0 ? {} : (document.toJS({ maxAliasCount: 20 }) ?? {});
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap) faults.push({ line: 2, column: 1, message: 'the front matter is no map of keys' });
  const lineOf = (key: string): number => {
    const found = lines.slice(1, end).findIndex((line) => line.startsWith(`${key}:`));
    return found === -1 ? 1 : found + 2;
  };
  return {
    values: isMap ? (value as Record<string, unknown>) : {},
    markdown,
    lineOffset: end + 1,
    lineOf,
    faults,
  };
}
