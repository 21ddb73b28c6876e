import { blockLimits as limits } from '../blocks/block-limits.ts';
import { completeBlocks } from '../blocks/complete-blocks.ts';
import { isObject } from '../blocks/rule.ts';
import {
  problemLine,
  textCharacters,
  validateMessageBlocks,
  type BlockProblem,
} from '../blocks/validate-blocks.ts';
import type { Attachment, Block, MessageMetadata } from '../message.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { readFlag, readString, readStructure, type ApiArguments } from './arguments.ts';
import { SlackError } from './slack-error.ts';

/** Slack names `metadata_too_large` without a figure; this one is a guess on the safe side. */
const metadataCharacters = 16_000;

export type MessageContent = {
  readonly text: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly Attachment[];
  readonly metadata?: MessageMetadata;
};

export function refuseProblems(
  problems: readonly BlockProblem[],
  code: 'invalid_blocks' | 'invalid_arguments',
): void {
  if (problems.length === 0) return;
  const lines = problems.map(problemLine);
  throw new SlackError(
    code,
    lines.map((line) => `[ERROR] ${line}`),
    { errors: lines },
  );
}

function readBlocks(state: WorkspaceState, args: ApiArguments): readonly Block[] | undefined {
  const blocks = readStructure(args, 'blocks', 'invalid_blocks_format');
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  refuseProblems(validateMessageBlocks(blocks), 'invalid_blocks');
  if (textCharacters(blocks) > limits.messageCharacters) throw new SlackError('msg_blocks_too_long');
  return completeBlocks(blocks as readonly Block[], state.ids.blockId);
}

function readAttachments(state: WorkspaceState, args: ApiArguments): readonly Attachment[] | undefined {
  const attachments = readStructure(args, 'attachments', 'invalid_attachments');
  if (attachments === undefined) return undefined;
  if (!Array.isArray(attachments) || !attachments.every(isObject))
    throw new SlackError('invalid_attachments');
  if (attachments.length > limits.attachments) throw new SlackError('too_many_attachments');
  return attachments.map((attachment, index): Attachment => {
    const blocks = attachment['blocks'];
    if (blocks === undefined) return { id: index + 1, ...attachment };
    refuseProblems(validateMessageBlocks(blocks, `/attachments/${index}/blocks`), 'invalid_blocks');
    if (textCharacters(blocks) > limits.messageCharacters) throw new SlackError('msg_blocks_too_long');
    return {
      id: index + 1,
      ...attachment,
      blocks: completeBlocks(blocks as readonly Block[], state.ids.blockId),
    };
  });
}

const isPlainValue = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Payload values are strings, numbers, booleans, or one level of objects of them. */
function isMetadataPayload(payload: unknown): payload is Record<string, unknown> {
  return (
    isObject(payload) &&
    Object.values(payload).every(
      (value) => isPlainValue(value) || (isObject(value) && Object.values(value).every(isPlainValue)),
    )
  );
}

/** `{}` removes the metadata of an earlier version; absent leaves it alone. */
function readMetadata(args: ApiArguments): MessageMetadata | 'removed' | undefined {
  const metadata = readStructure(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  if (!isObject(metadata)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return 'removed';
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== 'string' || !isMetadataPayload(payload))
    throw new SlackError('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > metadataCharacters) throw new SlackError('metadata_too_large');
  return { event_type: type, event_payload: payload };
}

/** With `link_names` or `parse=full`, typed names become mentions. */
function linkNames(state: WorkspaceState, args: ApiArguments, text: string): string {
  if (!readFlag(args, 'link_names', false) && args['parse'] !== 'full') return text;
  return text.replace(/(^|\s)@([a-z0-9._-]+)/g, (whole, space: string, name: string) => {
    if (['channel', 'here', 'everyone'].includes(name)) return `${space}<!${name}>`;
    const person = state.people.find((candidate) => candidate.name === name);
    return person === undefined ? whole : `${space}<@${person.id}>`;
  });
}

function readMarkdown(state: WorkspaceState, args: ApiArguments): readonly Block[] | undefined {
  const text = readString(args, 'markdown_text');
  if (text === undefined) return undefined;
  if (args['text'] !== undefined || args['blocks'] !== undefined)
    throw new SlackError('markdown_text_conflict');
  if (text.length > limits.markdown) throw new SlackError('msg_too_long');
  return completeBlocks([{ type: 'markdown', text }], state.ids.blockId);
}

/**
 * Text, blocks, attachments and metadata of a message, checked as Slack checks them.
 * @throws SlackError no_text, msg_too_long, invalid_blocks, invalid_blocks_format, msg_blocks_too_long, …
 */
export function readContent(
  state: WorkspaceState,
  args: ApiArguments,
  options: {
    readonly maxText: number;
    readonly keptAttachments?: readonly Attachment[];
    readonly keptMetadata?: MessageMetadata;
  },
): MessageContent {
  const markdown = readMarkdown(state, args);
  const blocks = markdown ?? readBlocks(state, args);
  const attachments = readAttachments(state, args) ?? options.keptAttachments;
  const read = readMetadata(args) ?? options.keptMetadata;
  const text = linkNames(state, args, readString(args, 'text') ?? readString(args, 'markdown_text') ?? '');
  if (text === '' && (blocks ?? []).length === 0 && (attachments ?? []).length === 0)
    throw new SlackError('no_text');
  if (text.length > options.maxText) throw new SlackError('msg_too_long');
  return {
    text,
    ...(blocks === undefined || blocks.length === 0 ? {} : { blocks }),
    ...(attachments === undefined || attachments.length === 0 ? {} : { attachments }),
    ...(read === undefined || read === 'removed' ? {} : { metadata: read }),
  };
}
