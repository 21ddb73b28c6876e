import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startTracing, withIncidentSpan } from '../../src/observe/tracing.ts';

interface ExportedSpan {
  traceId: string;
  name: string;
}

it('exports one trace an incident, over OTLP', async () => {
  const spans: ExportedSpan[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const parsed = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: ExportedSpan[] }[] }[] };
      spans.push(
        ...parsed.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans)),
      );
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
  const stop = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  await withIncidentSpan('incident-a', 'enrich', {}, async () => {});
  await withIncidentSpan('incident-a', 'execute', {}, async () => {});
  await withIncidentSpan('incident-b', 'enrich', {}, async () => {});
  await stop();
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  collector.close();
  expect(spans.map((span) => span.name).sort()).toEqual(['enrich', 'enrich', 'execute']);
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(2);
});
