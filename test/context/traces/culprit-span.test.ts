import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { culpritSpan } from '../../../src/context/traces/culprit-span.ts';
import type { Span } from '../../../src/telemetry/spans/span.ts';

/** `id parent start duration error`: times in milliseconds. */
function span(spanId: string, parent: string, startAt: number, durationMs: number, error?: string): Span {
  return {
    traceId: 't',
    spanId,
    ...(parent === '' ? {} : { parentSpanId: parent }),
    service: spanId,
    operation: 'op',
    kind: 'internal',
    startAt,
    durationMs,
    ...(error === undefined ? {} : { error }),
    attributes: {},
  };
}
const culprit = (...spans: Span[]) => {
  const found = culpritSpan({ traceId: 't', spans });
  return found === undefined ? undefined : [found.span.spanId, found.failed];
};

describe('culpritSpan', () => {
  it('is the deepest failed span without a failed child', () => {
    expect(
      culprit(
        span('web', '', 0, 100, 'e'),
        span('client', 'web', 1, 90, 'e'),
        span('server', 'client', 2, 80, 'e'),
        span('cache', 'web', 1, 5),
      ),
    ).toEqual(['server', true]);
  });

  it('prefers the deeper, then the earlier failure', () => {
    expect(culprit(span('a', '', 0, 9), span('b', 'a', 5, 1, 'e'), span('c', 'a', 2, 1, 'e'))).toEqual([
      'c',
      true,
    ]);
    expect(
      culprit(
        span('a', '', 0, 9),
        span('b', 'a', 0, 1, 'e'),
        span('c', 'a', 2, 5),
        span('d', 'c', 3, 1, 'e'),
      ),
    ).toEqual(['d', true]);
  });

  it('is, when nothing failed, the largest share of the critical path', () => {
    // The two parallel children end at 90 and 50: only the one that is waited for counts.
    expect(
      culprit(
        span('web', '', 0, 100),
        span('slow', 'web', 10, 80),
        span('parallel', 'web', 10, 40),
        span('db', 'slow', 20, 60),
      ),
    ).toEqual(['db', false]);
  });

  it('counts a parent that works itself between its children', () => {
    expect(culprit(span('web', '', 0, 100), span('a', 'web', 0, 20), span('b', 'web', 80, 20))).toEqual([
      'web',
      false,
    ]);
  });

  it('does not wait for what starts after its parent ended, and clips what outlives it', () => {
    expect(culprit(span('web', '', 0, 100), span('async', 'web', 150, 5000))).toEqual(['web', false]);
    expect(culprit(span('web', '', 0, 100), span('late', 'web', 90, 5000))).toEqual(['web', false]);
  });

  it('looks at the longest of several roots', () => {
    expect(culprit(span('short', '', 0, 10), span('long', 'missing', 0, 50))).toEqual(['long', false]);
  });

  it('ends on circles, own parents and second copies', () => {
    expect(culprit(span('a', 'b', 0, 10), span('b', 'a', 0, 10))).toBeDefined();
    expect(culprit(span('a', 'a', 0, 10))).toEqual(['a', false]);
    expect(culprit(span('a', '', 0, 10), span('a', '', 0, 10))).toEqual(['a', false]);
    expect(culprit()).toBeUndefined();
  });

  it('takes 10,000 spans in a chain', () => {
    const chain = Array.from({ length: 10_000 }, (_, index) =>
      span(`s${index}`, index === 0 ? '' : `s${index - 1}`, index, 20_000 - index * 2),
    );
    expect(culprit(...chain)).toBeDefined();
  });

  it('always blames a span of the trace, whatever its shape', () => {
    const any = fc.record({
      id: fc.nat(8),
      parent: fc.nat(12),
      start: fc.integer({ min: -50, max: 100 }),
      duration: fc.nat(100),
      failed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 20 }), (entries) => {
        const spans = entries.map(({ id, parent, start, duration, failed }) =>
          span(String(id), String(parent), start, duration, failed ? 'e' : undefined),
        );
        const found = culpritSpan({ traceId: 't', spans });
        expect(spans).toContain(found?.span);
        if (spans.every(({ error }) => error === undefined)) expect(found?.failed).toBe(false);
      }),
    );
  });
});
