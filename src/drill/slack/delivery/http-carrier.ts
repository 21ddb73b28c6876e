import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { WorkspaceState } from '../state/workspace-state.ts';
import type { Acknowledgement, Carrier, Envelope } from './envelope.ts';

/** Bytes of an answer; an acknowledgement with a whole view fits by far. */
const maxAnswerBytes = 1024 * 1024;

type Body = { readonly text: string; readonly type: string };

function encode(envelope: Envelope): Body {
  const form = 'application/x-www-form-urlencoded';
  if (envelope.type === 'events_api')
    return { text: JSON.stringify(envelope.payload), type: 'application/json' };
  if (envelope.type === 'interactive') {
    return {
      text: new URLSearchParams({ payload: JSON.stringify(envelope.payload) }).toString(),
      type: form,
    };
  }
  const fields = Object.entries(envelope.payload).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return { text: new URLSearchParams(fields).toString(), type: form };
}

/** @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signatureHeaders(
  secret: string,
  body: string,
  atSeconds: number,
): Readonly<Record<string, string>> {
  const digest = createHmac('sha256', secret).update(`v0:${atSeconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(atSeconds), 'x-slack-signature': `v0=${digest}` };
}

function parseAnswer(contentType: string, text: string): unknown {
  if (text === '') return undefined;
  if (!contentType.startsWith('application/json')) return { text };
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return { text };
  }
}

/** Signed POSTs to the app's request URL. A non-2xx answer counts as not delivered. */
export function createHttpCarrier(
  state: WorkspaceState,
  url: string,
  options: { readonly ackTimeoutMs: number },
): Carrier {
  const send = (envelope: Envelope): Promise<Acknowledgement> =>
    new Promise((resolve) => {
      const startedAt = performance.now();
      const body = encode(envelope);
      // Signed by the real clock also in virtual time: the app checks it against its own.
      const signature = signatureHeaders(state.app.signingSecret, body.text, Math.floor(Date.now() / 1000));
      const retry =
        envelope.retryAttempt === 0
          ? {}
          : {
              'x-slack-retry-num': String(envelope.retryAttempt),
              'x-slack-retry-reason': envelope.retryReason ?? 'http_error',
            };
      const outgoing = httpRequest(url, {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(options.ackTimeoutMs),
        headers: {
          'content-type': body.type,
          'content-length': Buffer.byteLength(body.text),
          ...signature,
          ...retry,
        },
      });
      outgoing.on('error', (error: Error) => {
        const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
        resolve({ outcome: isLate ? 'operation_timeout' : 'dispatch_failed', via: 'http' });
      });
      outgoing.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > maxAnswerBytes) outgoing.destroy(new Error('the answer is too large'));
        });
        response.on('error', () => resolve({ outcome: 'dispatch_failed', via: 'http' }));
        response.on('end', () => {
          const ackAfterMs = Math.round(performance.now() - startedAt);
          const isFine = (response.statusCode ?? 500) >= 200 && (response.statusCode ?? 500) < 300;
          const ackPayload = parseAnswer(response.headers['content-type'] ?? '', text);
          resolve({
            outcome: isFine ? 'acknowledged' : 'dispatch_failed',
            via: 'http',
            ackAfterMs,
            ...(ackPayload === undefined ? {} : { ackPayload }),
          });
        });
      });
      outgoing.end(body.text);
    });
  return { send };
}
