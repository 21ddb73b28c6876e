/** What a system says of a span's outcome, before it is judged. */
export interface SpanOutcome {
  /** OpenTelemetry's status, or Jaeger's tag `error`. */
  status: 'unset' | 'ok' | 'error';
  message?: string;
  /** The message of the first exception event or error log. */
  exception?: string;
  attributes: Readonly<Record<string, string>>;
}

/**
 * Why a span failed, or undefined. Besides the status, `error.type` and an HTTP status of 500 and more (under its old and
 * its new name) say so where nobody set the status.
 * https://opentelemetry.io/docs/specs/semconv/general/recording-errors/
 */
export function spanError({ status, message, exception, attributes }: SpanOutcome): string | undefined {
  if (status === 'ok') return undefined;
  const httpStatus = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  const type = attributes['error.type'];
  const serverError = Number(httpStatus) >= 500;
  if (status !== 'error' && type === undefined && !serverError) return undefined;
  const words = [
    message,
    exception ?? attributes['exception.message'],
    type,
    serverError ? `HTTP ${httpStatus}` : undefined,
  ];
  return words.find((word) => word !== undefined && word !== '') ?? 'error';
}
