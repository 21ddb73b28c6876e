/**
 * Slack's limits, in UTF-16 units or items.
 * @see https://docs.slack.dev/reference/block-kit/blocks and the comments in @slack/types 3.2.0
 */
export const slackLimits = {
  blocksPerMessage: 50,
  blocksPerView: 100,
  blockId: 255,
  actionId: 255,
  sectionText: 3000,
  headerText: 150,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  accessibilityLabel: 75,
  options: 100,
  radioOptions: 10,
  optionText: 75,
  /** @slack/types says 75, an older page 150: the stricter one. */
  optionValue: 75,
  inputLabel: 2000,
  inputHint: 2000,
  placeholder: 150,
  plainTextInput: 3000,
  viewTitle: 24,
  privateMetadata: 3000,
  callbackId: 255,
  /** chat.update's limit (chat.postMessage takes 40,000); one project measured bytes, so bytes are counted too. */
  messageText: 4000,
  /**
   * Undocumented: `msg_blocks_too_long` was seen at 13,297 characters (https://github.com/slackapi/bolt-js/issues/2509).
   * Counted over the JSON of all blocks, which is more than Slack can count.
   */
  messageBlocks: 12_000,
  /** Clients cut longer button labels on a phone. */
  buttonTextOnPhone: 30,
} as const;
