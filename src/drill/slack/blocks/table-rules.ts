import { blockLimits as limits } from './block-limits.ts';
import { richTextBlock } from './rich-text-rules.ts';
import {
  anything,
  bool,
  byType,
  isObject,
  list,
  number,
  oneOf,
  optional,
  required,
  shape,
  string,
  type Rule,
} from './rule.ts';

const type = required(anything);
const block_id = optional(string({ max: limits.blockId }));

const cell = byType({
  raw_text: shape({ type, text: required(string()) }),
  raw_number: shape({ type, value: required(number()), text: required(string()) }),
  rich_text: richTextBlock,
});

export const table: Rule = shape({
  type,
  block_id,
  rows: required(list(list(cell, { max: limits.tableColumns }), { max: limits.tableRows })),
  column_settings: optional(
    list(shape({ align: optional(oneOf(['left', 'center', 'right'])), is_wrapped: optional(bool) }), {
      min: 0,
      max: limits.tableColumns,
    }),
  ),
});

const headerIsPlain: Rule = (block, pointer, report) => {
  const rows = isObject(block) && Array.isArray(block['rows']) ? block['rows'] : [];
  const header: unknown = rows[0];
  if (!Array.isArray(header)) return;
  header.forEach((column: unknown, index) => {
    if (isObject(column) && column['type'] === 'rich_text') {
      report(`${pointer}/rows/0/${index}/type`, 'unsupported type: rich_text');
    }
  });
};

export const dataTable: Rule = shape(
  {
    type,
    block_id,
    rows: required(list(list(cell, { max: limits.tableColumns }), { min: 2, max: limits.dataTableRows })),
    caption: required(string()),
    page_size: optional(number({ min: 1, max: 100 })),
    row_header_column_index: optional(number({ min: 0, max: limits.tableColumns - 1 })),
  },
  headerIsPlain,
);
