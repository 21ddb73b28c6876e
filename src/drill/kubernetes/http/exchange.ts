import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from '../registry/registry.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import type { RbacRule } from '../rbac-rule.ts';
import type { RequestInfo, RequestTarget } from './request-info.ts';
import type { RequestUser } from './user.ts';

/** What a handler gets: one authenticated, allowed request for a known resource. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  info: RequestInfo;
  target: RequestTarget;
  definition: ResourceDefinition;
  user: RequestUser;
  rules: readonly RbacRule[] | undefined;
  registry: Registry;
  /** The body as text; empty for reads. */
  body: string;
  contentType: string;
  /** Sentences for `Warning` headers, sent with the answer or the refusal. */
  warnings: string[];
}

/** A JSON answer. Strings are sent as plain text (logs, health). */
export interface Answer {
  code: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A handler answers once, or takes the response over (watches, followed logs) and says which code it sent. */
export type Handler = (exchange: Exchange) => Answer | { streamed: number } | Promise<Answer>;
