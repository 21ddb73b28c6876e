import { equalJson } from '../schema/equal-json.ts';

/** The patch is no list of operations: the client's fault, 400. */
export class PatchFormatError extends Error {
  override name = 'PatchFormatError';
}

/** An operation cannot be applied to this object (missing path, failed test): 422. */
export class PatchApplyError extends Error {
  override name = 'PatchApplyError';
}

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

function parseOperations(patch: unknown): Operation[] {
  if (!Array.isArray(patch)) {
    throw new PatchFormatError(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  return patch.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw new PatchFormatError('json: cannot unmarshal into Go value of type jsonpatch.Operation');
    }
    const { op, path, from, value } = item as Record<string, unknown>;
    if (typeof op !== 'string') throw new PatchApplyError('Unexpected kind: unknown');
    if (typeof path !== 'string') throw new PatchApplyError('missing path');
    return { op, path, ...(typeof from === 'string' ? { from } : {}), value };
  });
}

/** `/metadata/annotations/a~1b` → ['metadata', 'annotations', 'a/b'] (RFC 6901). */
function pointer(path: string): string[] {
  if (path === '') return [];
  if (!path.startsWith('/')) throw new PatchApplyError(`invalid path ${path}`);
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

type Container = Record<string, unknown> | unknown[];

function containerOf(document: unknown, path: string): { container: Container; key: string } {
  const parts = pointer(path);
  const key = parts.pop();
  if (key === undefined) throw new PatchApplyError('the whole document cannot be addressed here');
  let value: unknown = document;
  for (const part of parts) value = child(value, part);
  if (typeof value !== 'object' || value === null) throw new PatchApplyError(`doc is missing path: ${path}`);
  return { container: value as Container, key };
}

function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[indexIn(value, key, { end: 'excluded' })];
  if (typeof value === 'object' && value !== null) return (value as Record<string, unknown>)[key];
  return undefined;
}

function indexIn(list: unknown[], key: string, { end }: { end: 'included' | 'excluded' }): number {
  if (key === '-' && end === 'included') return list.length;
  const index = Number(key);
  const limit = end === 'included' ? list.length : list.length - 1;
  if (!/^\d+$/.test(key) || index > limit) throw new PatchApplyError(`index ${key} is out of bounds`);
  return index;
}

function read(document: unknown, path: string): unknown {
  let value: unknown = document;
  for (const part of pointer(path)) value = child(value, part);
  return value;
}

function add(document: unknown, path: string, value: unknown): void {
  const { container, key } = containerOf(document, path);
  if (Array.isArray(container)) container.splice(indexIn(container, key, { end: 'included' }), 0, value);
  else container[key] = value;
}

function remove(document: unknown, path: string): void {
  const { container, key } = containerOf(document, path);
  if (Array.isArray(container)) {
    container.splice(indexIn(container, key, { end: 'excluded' }), 1);
  } else {
    if (!(key in container)) throw new PatchApplyError(`unable to remove nonexistent key: ${key}`);
    Reflect.deleteProperty(container, key);
  }
}

function replace(document: unknown, path: string, value: unknown): void {
  const { container, key } = containerOf(document, path);
  if (Array.isArray(container)) {
    container[indexIn(container, key, { end: 'excluded' })] = value;
  } else {
    // A key that is not there is added: so does the API server's library.
    container[key] = value;
  }
}

/**
 * RFC 6902 on a copy of the document.
 * @throws PatchFormatError, PatchApplyError
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const operations = parseOperations(patch);
  let result: unknown = structuredClone(document);
  for (const { op, path, from, value } of operations) {
    switch (op) {
      case 'add':
        if (path === '') result = value;
        else add(result, path, value ?? null);
        break;
      case 'remove':
        remove(result, path);
        break;
      case 'replace':
        if (path === '') result = value;
        else replace(result, path, value ?? null);
        break;
      case 'move': {
        const moved = read(result, from ?? '');
        remove(result, from ?? '');
        add(result, path, moved);
        break;
      }
      case 'copy':
        add(result, path, structuredClone(read(result, from ?? '')));
        break;
      case 'test':
        if (!equalJson(read(result, path) ?? null, value ?? null))
          throw new PatchApplyError(`testing value ${path} failed`);
        break;
      default:
        throw new PatchApplyError(`Unexpected kind: ${op}`);
    }
  }
  return result;
}
