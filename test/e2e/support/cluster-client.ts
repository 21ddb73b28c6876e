import { httpRequest, type HttpAnswer } from './http-request.ts';

export interface ClusterAnswer extends HttpAnswer {
  /** The parsed body; undefined when it is not JSON. */
  json: unknown;
}

export interface ClusterRequest {
  method: string;
  /** Path and query. */
  path: string;
  /** Sent as JSON, or as it is when it is a string. */
  body?: unknown;
  /** Default application/json. */
  contentType?: string;
  headers?: Record<string, string | string[]>;
  /** Default: the client's own. The empty string sends no Authorization header. */
  token?: string;
}

/** Raw requests to one Kubernetes API server, real or simulated. */
export interface ClusterClient {
  url: string;
  /** Sends the request and returns whatever was answered. */
  send(request: ClusterRequest): Promise<ClusterAnswer>;
  /** Sends it and returns the parsed body. Throws when the answer is not 2xx. */
  expect(request: ClusterRequest): Promise<unknown>;
}

export function clusterClient(options: { url: string; token: string; ca?: string }): ClusterClient {
  const send = async (request: ClusterRequest): Promise<ClusterAnswer> => {
    const token = request.token ?? options.token;
    const body = request.body;
    const answer = await httpRequest({
      method: request.method,
      url: options.url + request.path,
      headers: {
        accept: 'application/json',
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    return { ...answer, json: parse(answer.text) };
  };
  return {
    url: options.url,
    send,
    async expect(request) {
      const answer = await send(request);
      if (answer.status >= 300) {
        throw new Error(
          `${request.method} ${request.path} answered ${answer.status}: ${answer.text.slice(0, 1000)}`,
        );
      }
      return answer.json;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
