import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import * as errors from '../errors/api-errors.ts';

/** The API server's own limit for request bodies: 3 MiB (apiserver pkg/server/config.go). */
const maxBodyBytes = 3 * 1024 * 1024;

/** The body as text. @throws StatusError 413 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw errors.entityTooLarge(maxBodyBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The media type without its parameters. */
export function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

const objectTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/**
 * Reads an object that was sent with POST, PUT or DELETE; an absent Content-Type means JSON.
 * @param prefix what a refusal begins with.
 * @throws StatusError 415 for other types, 400 for text that cannot be read.
 */
export function parseObject(text: string, type: string, prefix = ''): unknown {
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml')
    throw errors.unsupportedMediaType(objectTypes);
  return type === 'application/yaml' ? parseYaml(text) : parseJson(text, prefix);
}

/** @throws StatusError 400 */
export function parseJson(text: string, prefix: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw errors.badRequest(`${prefix}${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** @throws StatusError 400 */
export function parseYaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw errors.badRequest(`error decoding YAML: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
