/** Position of an item in a list: by its merge key when the items are objects, else by value; -1 when absent. */
function indexIn(list: readonly unknown[], item: unknown, key: string | undefined): number {
  return list.findIndex((other) => identity(other, key) === identity(item, key));
}

function identity(item: unknown, key: string | undefined): unknown {
  if (key === undefined || typeof item !== 'object' || item === null) return item;
  return (item as Record<string, unknown>)[key];
}

/**
 * The order of a merged list: items named by the patch keep the patch's order, the others the document's; where the document
 * does not decide between the two, the patch's item comes first. So a new environment variable stands before the old ones.
 * Source: apimachinery pkg/util/strategicpatch, normalizeElementOrder.
 */
export function arrangeItems(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  documentOrder: readonly unknown[],
  key: string | undefined,
): unknown[] {
  const byPatch = (left: unknown, right: unknown) =>
    indexIn(patchOrder, left, key) - indexIn(patchOrder, right, key);
  const fromPatch = merged.filter((item) => indexIn(patchOrder, item, key) >= 0).sort(byPatch);
  const others = merged.filter((item) => indexIn(patchOrder, item, key) < 0);
  const result: unknown[] = [];
  while (fromPatch.length > 0 || others.length > 0) {
    const patchItem = fromPatch[0];
    const other = others[0];
    if (patchItem === undefined) result.push(others.shift());
    else if (other === undefined) result.push(fromPatch.shift());
    else {
      const otherAt = indexIn(documentOrder, other, key);
      const patchAt = indexIn(documentOrder, patchItem, key);
      result.push(otherAt >= 0 && patchAt >= 0 && otherAt < patchAt ? others.shift() : fromPatch.shift());
    }
  }
  return result;
}
