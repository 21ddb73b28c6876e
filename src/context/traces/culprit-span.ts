import type { Span, Trace } from '../../telemetry/spans/span.ts';
import { buildTree, type SpanTree } from './span-tree.ts';

export interface Culprit {
  span: Span;
  /** True: it failed; false: it took the time. */
  failed: boolean;
}

/**
 * The span that most likely failed the trace or took its time. Failure: of the spans that failed without a failed child,
 * the deepest, then the earliest; that is the called side, for the caller has it as a child. Time: the largest share
 * of its own on the critical path. Undefined for a trace without spans.
 */
export function culpritSpan(trace: Trace): Culprit | undefined {
  const tree = buildTree(trace.spans);
  const failed = deepestFailure(tree);
  if (failed !== undefined) return { span: failed, failed: true };
  const slow = slowest(tree);
  return slow === undefined ? undefined : { span: slow, failed: false };
}

function deepestFailure(tree: SpanTree): Span | undefined {
  let found: { span: Span; depth: number } | undefined;
  for (const { span, depth } of tree.visit()) {
    const failedChild = tree.childrenOf(span).some((child) => child.error !== undefined);
    if (span.error === undefined || failedChild) continue;
    const better =
      found === undefined ||
      depth > found.depth ||
      (depth === found.depth && span.startAt < found.span.startAt);
    if (better) found = { span, depth };
  }
  return found?.span;
}

/**
 * Walks the critical path back from the end of the longest root: the child that ends last is the one waited for, then the
 * one that ends last before that one starts, and so on; what no child covers is the span's own time. The method of
 * Jaeger's page and of Uber's CRISP.
 */
function slowest(tree: SpanTree): Span | undefined {
  const own = new Map<Span, number>();
  const work: { span: Span; start: number; end: number }[] = [];
  const root = tree.longestRoot;
  if (root !== undefined) work.push({ span: root, start: root.startAt, end: root.startAt + root.durationMs });
  // Each span is pushed at most once, by its one parent; the tree has no circles.
  for (let entry = work.pop(); entry !== undefined; entry = work.pop()) {
    const { span, start, end } = entry;
    let cursor = end;
    let time = 0;
    const children = tree
      .childrenOf(span)
      // What starts after its parent's end is not waited for.
      .filter((child) => child.startAt < end && endOf(child) > start)
      .sort((one, other) => endOf(other) - endOf(one));
    for (const child of children) {
      const [childStart, childEnd] = [Math.max(start, child.startAt), Math.min(cursor, endOf(child))];
      if (childStart >= cursor || childEnd <= childStart) continue;
      time += Math.max(0, cursor - childEnd);
      work.push({ span: child, start: childStart, end: childEnd });
      cursor = childStart;
    }
    own.set(span, time + Math.max(0, cursor - start));
  }
  let found: Span | undefined;
  for (const [span, time] of own) if (found === undefined || time > (own.get(found) ?? 0)) found = span;
  return found;
}

function endOf(span: Span): number {
  return span.startAt + span.durationMs;
}
