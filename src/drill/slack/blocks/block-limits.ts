/**
 * Slack's limits, in characters or items.
 * @see https://docs.slack.dev/reference/block-kit/blocks and the comments of @slack/types 3.2.0
 */
export const blockLimits = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  blockId: 255,
  actionId: 255,
  sectionText: 3000,
  sectionFields: 10,
  sectionField: 2000,
  header: 150,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  /** @slack/types says 2000 for a button. */
  buttonValue: 2000,
  url: 3000,
  accessibilityLabel: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  options: 100,
  optionGroups: 100,
  optionText: 75,
  /** 75 in @slack/types, 150 in older documentation: the stricter one holds here. */
  optionValue: 75,
  optionDescription: 75,
  overflowOptions: 5,
  choices: 10,
  placeholder: 150,
  plainTextInput: 3000,
  inputLabel: 2000,
  imageUrl: 3000,
  altText: 2000,
  imageTitle: 2000,
  viewTitle: 24,
  privateMetadata: 3000,
  callbackId: 255,
  /** Over all markdown blocks of a payload together. */
  markdown: 12_000,
  tableRows: 100,
  tableColumns: 20,
  /** Over all table cells of a message together. */
  tableCharacters: 10_000,
  dataTableRows: 201,
  /** Undocumented: `msg_blocks_too_long` was seen at 13,297 characters (bolt-js issue 2509). */
  messageCharacters: 13_200,
  messageText: 40_000,
  /** chat.update takes less than chat.postMessage. */
  updateText: 4000,
  attachments: 100,
} as const;
