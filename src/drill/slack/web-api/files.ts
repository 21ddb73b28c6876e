import { completeBlocks } from '../blocks/complete-blocks.ts';
import { isObject } from '../blocks/rule.ts';
import { validateMessageBlocks } from '../blocks/validate-blocks.ts';
import type { Block, MessageFile } from '../message.ts';
import { appendMessage } from '../state/messages.ts';
import type { UploadState, WorkspaceState } from '../state/workspace-state.ts';
import { readInteger, readString, readStructure, requireString, type ApiArguments } from './arguments.ts';
import { writableChannel } from './channel-access.ts';
import { botAuthor, threadRoot } from './chat-post-message.ts';
import { refuseProblems } from './message-content.ts';
import type { Method } from './method.ts';
import { SlackError } from './slack-error.ts';

/** Bytes; Slack's own limit is 1 GB, no drill needs it. */
export const maxUploadBytes = 32 * 1024 * 1024;

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  txt: 'text/plain',
  log: 'text/plain',
  diff: 'text/plain',
  md: 'text/markdown',
  json: 'application/json',
  yaml: 'application/yaml',
  yml: 'application/yaml',
};

export const filesGetUploadUrlExternal: Method = {
  token: 'bot',
  scopes: ['files:write'],
  rate: 'tier4',
  run: ({ state }, args) => {
    const name = requireString(args, 'filename');
    requireString(args, 'length');
    const size = readInteger(args, 'length', { fallback: 1, max: maxUploadBytes + 1 });
    if (size > maxUploadBytes) throw new SlackError('file_upload_size_restricted');
    const id = state.ids.make('F');
    const secret = state.ids.hex(24);
    const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
    const altText = readString(args, 'alt_txt');
    const file: MessageFile = {
      id,
      name,
      title: name,
      mimetype: types[extension] ?? 'application/octet-stream',
      filetype: extension,
      size,
      mode: 'hosted',
      created: Math.floor(state.now() / 1000),
      user: state.app.botUserId,
      url_private: `${state.baseUrl}/files/${id}`,
      url_private_download: `${state.baseUrl}/files/${id}`,
      ...(altText === undefined ? {} : { alt_txt: altText }),
    };
    state.uploads.set(id, { file, secret, content: new Uint8Array(), state: 'awaited' });
    return { upload_url: `${state.baseUrl}/upload/${id}/${secret}`, file_id: id };
  },
};

function readUploads(state: WorkspaceState, args: ApiArguments): readonly UploadState[] {
  const files = readStructure(args, 'files', 'invalid_arguments');
  if (!Array.isArray(files) || files.length === 0) {
    throw new SlackError('invalid_arguments', ['[ERROR] missing required field: files']);
  }
  return files.map((item: unknown): UploadState => {
    const id = isObject(item) ? item['id'] : undefined;
    const upload = typeof id === 'string' ? state.uploads.get(id) : undefined;
    if (upload === undefined || upload.state === 'awaited') throw new SlackError('file_not_found');
    const title = isObject(item) && typeof item['title'] === 'string' ? item['title'] : upload.file.title;
    return { ...upload, file: { ...upload.file, title } };
  });
}

export const filesCompleteUploadExternal: Method = {
  token: 'bot',
  scopes: ['files:write'],
  rate: 'tier4',
  run: ({ state }, args) => {
    const uploads = readUploads(state, args);
    const files = uploads.map((upload) => upload.file);
    const channelName = ['channel_id', 'channels'].find((name) => readString(args, name) !== undefined);
    const channel = channelName === undefined ? undefined : writableChannel(state, args, channelName);
    const root = channel === undefined ? undefined : threadRoot(channel, args);
    const blocks = readStructure(args, 'blocks', 'invalid_blocks_format');
    if (blocks !== undefined) refuseProblems(validateMessageBlocks(blocks), 'invalid_blocks');
    for (const upload of uploads) state.uploads.set(upload.file.id, { ...upload, state: 'shared' });
    if (channel !== undefined) {
      appendMessage(state, channel, {
        ...botAuthor(state),
        text: readString(args, 'initial_comment') ?? '',
        subtype: 'file_share',
        files,
        ...(blocks === undefined
          ? {}
          : { blocks: completeBlocks(blocks as readonly Block[], state.ids.blockId) }),
        ...(root === undefined ? {} : { thread_ts: root }),
      });
    }
    return { files };
  },
};

export const filesInfo: Method = {
  token: 'bot',
  scopes: ['files:read'],
  rate: 'tier4',
  run: ({ state }, args) => {
    const upload = state.uploads.get(requireString(args, 'file'));
    if (upload === undefined) throw new SlackError('file_not_found');
    const shares = state.channels.map((channel) => {
      const messages = channel.messages.filter((message) =>
        message.files?.some((file) => file.id === upload.file.id),
      );
      return [
        channel.id,
        messages.map(({ ts, thread_ts }) => (thread_ts === undefined ? { ts } : { ts, thread_ts })),
      ] as const;
    });
    return {
      file: {
        ...upload.file,
        shares: { public: Object.fromEntries(shares.filter(([, found]) => found.length > 0)) },
      },
    };
  },
};
