import { createServer } from 'node:http';
import { field, listField, textField } from '../support/field.ts';
import type { AuditEvent } from '../support/audit-log.ts';
import { httpRequest } from '../support/http-request.ts';

export interface SilenceRecorder {
  /** Where the bot finds Alertmanager. */
  url: string;
  /** What was changed there of the silences of one namespace, in the form of the API server's audit log. */
  callsFor(namespace: string): Promise<AuditEvent[]>;
  stop: () => Promise<void>;
}

interface Recorded {
  method: string;
  path: string;
  body: unknown;
  status: number;
}

/** Alertmanager keeps no audit log: this stands before it and passes everything on. */
export async function startSilenceRecorder(alertmanager: string): Promise<SilenceRecorder> {
  const recorded: Recorded[] = [];
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const { method = 'GET', url: path = '/' } = incoming;
      const text = Buffer.concat(parts).toString('utf8');
      const type = incoming.headers['content-type'];
      void httpRequest({
        method,
        url: `${alertmanager}${path}`,
        headers: { ...(type !== undefined && { 'content-type': type }) },
        ...(text !== '' && { body: text }),
      }).then(
        (answer) => {
          if (method !== 'GET')
            recorded.push({
              method,
              path,
              body: text === '' ? undefined : JSON.parse(text),
              status: answer.status,
            });
          outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
        },
        () => outgoing.writeHead(502).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    callsFor: async (namespace) => {
      const own = (await silencesOf(alertmanager, namespace)).map((silence) => textField(silence, 'id'));
      return recorded
        .filter(({ body, path }) => speaksOf(body, namespace) || own.includes(path.split('/').at(-1) ?? ''))
        .map(({ method, path, body, status }) => ({
          auditID: '',
          stage: 'ResponseComplete',
          verb: method.toLowerCase(),
          requestURI: path,
          user: { username: method === 'DELETE' ? 'nobody: it takes no name' : textField(body, 'createdBy') },
          objectRef: { resource: 'silences' },
          responseStatus: { code: status },
          requestObject: body,
        }));
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Alertmanager's silences of one namespace, also those that are over. */
export async function silencesOf(alertmanager: string, namespace: string): Promise<unknown[]> {
  const { text } = await httpRequest({ method: 'GET', url: `${alertmanager}/api/v2/silences` });
  const all = JSON.parse(text) as unknown[];
  return all.filter((silence) => speaksOf(silence, namespace));
}

const speaksOf = (silence: unknown, namespace: string): boolean =>
  listField(silence, 'matchers').some((matcher) => field(matcher, 'value') === namespace);
