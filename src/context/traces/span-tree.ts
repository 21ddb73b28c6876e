import type { Span } from '../../telemetry/spans/span.ts';

/** The spans of one trace as a tree, or several. */
export interface SpanTree {
  childrenOf(span: Span): readonly Span[];
  /** Each span once, parents before children; the root has depth 0. */
  visit(): Iterable<{ span: Span; depth: number }>;
  longestRoot: Span | undefined;
}

/**
 * Spans whose parent is missing are roots of their own (the rest was sampled away or is not there yet). Spans that are
 * each other's parents, or their own, belong to no root: one of each circle becomes one.
 */
export function buildTree(spans: readonly Span[]): SpanTree {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const children = new Map<Span, Span[]>();
  const roots: Span[] = [];
  // byId also drops second copies of a span: some systems store a span twice.
  for (const span of byId.values()) {
    const parent = span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId);
    if (parent === undefined || parent === span) roots.push(span);
    else children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const depths = new Map<Span, number>();
  const kept = new Map<Span, Span[]>();
  const walk = (root: Span): void => {
    const work: [Span, number][] = [[root, 0]];
    depths.set(root, 0);
    for (let entry = work.pop(); entry !== undefined; entry = work.pop()) {
      const [span, depth] = entry;
      const own = (children.get(span) ?? []).filter((child) => !depths.has(child));
      kept.set(span, own);
      for (const child of own) {
        depths.set(child, depth + 1);
        work.push([child, depth + 1]);
      }
    }
  };
  for (const root of roots) walk(root);
  for (const span of byId.values()) {
    if (depths.has(span)) continue;
    roots.push(span);
    walk(span);
  }
  let longestRoot: Span | undefined;
  for (const root of roots) if (root.durationMs > (longestRoot?.durationMs ?? -1)) longestRoot = root;
  return {
    childrenOf: (span) => kept.get(span) ?? [],
    *visit() {
      for (const [span, depth] of depths) yield { span, depth };
    },
    longestRoot,
  };
}
