import { describe, expect, it } from 'vitest';
import { otlpSpans } from '../../../src/telemetry/spans/otlp-spans.ts';
import { spanError } from '../../../src/telemetry/spans/span-error.ts';

const ids = {
  hex: ['5b8aa5a2d2c872e8321cf37308d69df2', '051581bf3cb55c13'],
  base64: ['W4qlotLIcugyHPNzCNad8g==', 'BRWBvzy1XBM='],
};

describe('otlpSpans', () => {
  it.each([
    ['numbers and hexadecimal', ids.hex, 2, { code: 2, message: 'no' }],
    ['names and base64', ids.base64, 'SPAN_KIND_SERVER', { code: 'STATUS_CODE_ERROR', message: 'no' }],
  ] as const)('reads %s', (_name, [traceId, spanId], kind, status) => {
    const span = {
      traceId,
      spanId,
      parentSpanId: '',
      name: 'op',
      kind,
      startTimeUnixNano: '1764300000000000000',
      endTimeUnixNano: '1764300001500000000',
      status,
    };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'a' } }] };
    const expected = {
      traceId: ids.hex[0],
      spanId: ids.hex[1],
      service: 'a',
      kind: 'server',
      durationMs: 1500,
      error: 'no',
    };
    for (const body of [
      { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] },
      { result: { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] } },
      { trace: { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] } },
      { batches: [{ resource, instrumentationLibrarySpans: [{ spans: [span] }] }] },
    ]) {
      expect(otlpSpans(body)).toMatchObject([expected]);
      expect(otlpSpans(body)[0]).not.toHaveProperty('parentSpanId');
    }
  });

  it.each([
    null,
    7,
    [],
    {},
    { resourceSpans: 'x' },
    { resourceSpans: [null, { scopeSpans: [{ spans: [null, { traceId: 5 }] }] }] },
  ])('leaves out what has no shape: %j', (body) => {
    expect(otlpSpans(body)).toEqual([]);
  });
});

describe('spanError', () => {
  it.each([
    ['ok in spite of 500', { status: 'ok', attributes: { 'http.status_code': '500' } }, undefined],
    ['unset', { status: 'unset', attributes: { 'http.status_code': '404' } }, undefined],
    ['unset with 503', { status: 'unset', attributes: { 'http.response.status_code': '503' } }, 'HTTP 503'],
    ['error.type', { status: 'unset', attributes: { 'error.type': 'TimeoutError' } }, 'TimeoutError'],
    ['message first', { status: 'error', message: 'm', exception: 'e', attributes: {} }, 'm'],
    ['then the exception', { status: 'error', message: '', exception: 'e', attributes: {} }, 'e'],
    ['nothing said', { status: 'error', attributes: {} }, 'error'],
  ] as const)('%s', (_name, outcome, error) => {
    expect(spanError(outcome)).toBe(error);
  });
});
