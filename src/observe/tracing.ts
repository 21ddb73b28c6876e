import { createHash } from 'node:crypto';
import { context, SpanStatusCode, trace, TraceFlags, type Attributes } from '@opentelemetry/api';

/** Runs spans of one incident as one trace: its id follows from the incident's, so that no restart or replica breaks it. */
export async function withIncidentSpan<Result>(
  incidentId: string,
  name: string,
  attributes: Attributes,
  run: () => Promise<Result>,
): Promise<Result> {
  const digest = createHash('sha256').update(incidentId).digest('hex');
  const parent = trace.setSpanContext(context.active(), {
    traceId: digest.slice(0, 32),
    spanId: digest.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
  const span = trace
    .getTracer('middlewatch')
    .startSpan(name, { attributes: { 'middlewatch.incident': incidentId, ...attributes } }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), run);
  } catch (error) {
    span.recordException(error instanceof Error ? error : String(error));
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: error instanceof Error ? error.message : String(error),
    });
    throw error;
  } finally {
    span.end();
  }
}

/**
 * Exports spans by OTLP over HTTP when the standard variables name an endpoint; the SDK (17 MB of memory) is loaded only then.
 * @returns stops the exporter after a last flush; does nothing when there is none
 */
export async function startTracing(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<() => Promise<void>> {
  const endpoint =
    environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (endpoint === undefined || endpoint === '' || environment['OTEL_SDK_DISABLED'] === 'true')
    return async () => {};
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': environment['OTEL_SERVICE_NAME'] ?? 'middlewatch' }),
    // The exporter reads the endpoint, headers and timeouts from the standard variables itself.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return async () => provider.shutdown();
}
