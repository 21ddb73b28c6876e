import type { IncomingMessage, ServerResponse } from 'node:http';
import { notAcceptable } from '../errors/api-errors.ts';
import type { FaultKind } from '../fault.ts';
import type { Answer } from './exchange.ts';

const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** What the client can read: full objects or only their metadata. @throws StatusError 406 */
export function negotiate(request: IncomingMessage): 'object' | 'metadata' {
  const accept = request.headers.accept ?? '*/*';
  const offers = accept.split(',').map((offer) => offer.trim());
  for (const offer of offers) {
    const [type = '', ...parameters] = offer.split(';').map((part) => part.trim());
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    if (as === undefined) return 'object';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
    // Tables are not rendered: the next offer is taken, as clients expect of older servers.
  }
  throw notAcceptable(accepted);
}

interface Listed {
  kind?: string;
  metadata?: unknown;
  items?: { metadata?: unknown }[];
}

const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' };

function metadataOnly(body: unknown): unknown {
  const { kind = '', metadata, items } = body as Listed;
  if (kind === 'Status') return body;
  if (items === undefined) return { ...partial, metadata };
  const rest = items.map((item) => ({ ...partial, metadata: item.metadata }));
  return { apiVersion: partial.apiVersion, kind: 'PartialObjectMetadataList', metadata, items: rest };
}

function encode(answer: Answer, form: 'object' | 'metadata'): { text: string; type: string } {
  if (typeof answer.body === 'string') {
    return { text: answer.body, type: answer.code === 404 ? 'text/plain; charset=utf-8' : 'text/plain' };
  }
  const body = form === 'metadata' ? metadataOnly(answer.body) : answer.body;
  return { text: `${JSON.stringify(body)}\n`, type: 'application/json' };
}

/** Sends an answer, or what a fault makes of it. */
export function respond(
  response: ServerResponse,
  answer: Answer,
  given: { form: 'object' | 'metadata'; fault: FaultKind | undefined; auditId: string; warnings: string[] },
): void {
  if (given.fault?.kind === 'drop-answer') {
    given.fault.onHit?.();
    response.socket?.resetAndDestroy();
    return;
  }
  if (given.fault?.kind === 'hold-answer') return;
  const { text, type } = encode(answer, given.form);
  const body = Buffer.from(text);
  response.writeHead(answer.code, {
    ...(answer.code === 204 ? {} : { 'Content-Type': type, 'Content-Length': body.length }),
    'Cache-Control': 'no-cache, private',
    'Audit-Id': given.auditId,
    ...answer.headers,
    ...(given.warnings.length > 0
      ? { Warning: given.warnings.map((warning) => `299 - ${JSON.stringify(warning)}`) }
      : {}),
  });
  if (given.fault?.kind !== 'truncate') {
    response.end(body);
    return;
  }
  // The promised length never comes: the client sees a body that stops.
  response.write(body.subarray(0, given.fault.bytes ?? 100), () => response.socket?.destroy());
}
