import { comparePaths, fromFieldsV1, toFieldsV1, type PathSet } from './field-paths.ts';
import type { ManagedFieldsEntry } from '../kube-object.ts';

/** Who writes: the manager's name, through which version of the API, and through which subresource. */
export interface FieldWriter {
  manager: string;
  apiVersion: string;
  subresource?: string | undefined;
  /** RFC 3339; absent through the scale subresource, as in Kubernetes. */
  time?: string | undefined;
}

function same(entry: ManagedFieldsEntry, writer: FieldWriter): boolean {
  return (
    entry.operation === 'Update' &&
    entry.manager === writer.manager &&
    entry.apiVersion === writer.apiVersion &&
    entry.subresource === writer.subresource
  );
}

function without(paths: PathSet, ...others: PathSet[]): PathSet {
  return new Set([...paths].filter((path) => !others.some((other) => other.has(path))));
}

/** Applied entries first, then by time, then by manager: the order in which the API server writes them. */
function order(left: ManagedFieldsEntry, right: ManagedFieldsEntry): number {
  if (left.operation !== right.operation) return left.operation === 'Apply' ? -1 : 1;
  const times = (left.time ?? '').localeCompare(right.time ?? '');
  return times === 0 ? left.manager.localeCompare(right.manager) : times;
}

/**
 * The managedFields after a write: the writer owns what it changed, everybody loses what was removed or taken over.
 * @param structName the API type of both objects.
 * @param before the decoded object before the write; for a new object the empty object of its type.
 */
export function updateManagedFields(
  structName: string,
  objects: { before: unknown; after: unknown },
  entries: readonly ManagedFieldsEntry[],
  writer: FieldWriter,
): ManagedFieldsEntry[] {
  const { changed, removed } = comparePaths(structName, objects.before, objects.after);
  if (changed.size === 0 && removed.size === 0) return [...entries];
  const others = entries
    .filter((entry) => !same(entry, writer))
    .map((entry) => {
      const paths = fromFieldsV1(entry.fieldsV1);
      const kept = without(paths, changed, removed);
      return kept.size === paths.size ? entry : { ...entry, fieldsV1: toFieldsV1(kept) };
    });
  const mine = entries.find((entry) => same(entry, writer));
  const owned = new Set([...(mine ? without(fromFieldsV1(mine.fieldsV1), removed) : []), ...changed]);
  const entry: ManagedFieldsEntry = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: writer.apiVersion,
    ...(writer.time === undefined ? {} : { time: writer.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(owned),
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
  return [...others, entry].filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0).sort(order);
}
