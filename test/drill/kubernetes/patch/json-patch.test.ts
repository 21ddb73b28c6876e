import { describe, expect, it } from 'vitest';
import {
  applyJsonPatch,
  PatchApplyError,
  PatchFormatError,
} from '../../../../src/drill/kubernetes/patch/json-patch.ts';
import { applyMergePatch } from '../../../../src/drill/kubernetes/patch/merge-patch.ts';

describe('JSON patch', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['adds a key', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['inserts into a list', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['appends to a list', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    [
      'adds a key that it should replace',
      { a: 1 },
      [{ op: 'replace', path: '/b', value: 2 }],
      { a: 1, b: 2 },
    ],
    ['replaces', { a: { b: 1 } }, [{ op: 'replace', path: '/a/b', value: 2 }], { a: { b: 2 } }],
    ['removes', { a: [1, 2] }, [{ op: 'remove', path: '/a/0' }], { a: [2] }],
    [
      'moves and copies',
      { a: 1 },
      [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'move', from: '/a', path: '/c' },
      ],
      { b: 1, c: 1 },
    ],
    ['reads escaped keys', { 'a/b': 1 }, [{ op: 'replace', path: '/a~1b', value: 2 }], { 'a/b': 2 }],
    [
      'goes on after a test that holds',
      { a: 1 },
      [
        { op: 'test', path: '/a', value: 1 },
        { op: 'remove', path: '/a' },
      ],
      {},
    ],
  ])('%s', (_name, document, patch, result) => {
    const before = structuredClone(document);
    expect(applyJsonPatch(document, patch)).toEqual(result);
    expect(document).toEqual(before);
  });

  it.each<[string, unknown]>([
    ['a failed test', [{ op: 'test', path: '/a', value: 2 }]],
    ['a missing key to remove', [{ op: 'remove', path: '/b' }]],
    ['a missing way', [{ op: 'add', path: '/b/c', value: 2 }]],
    ['an unknown operation', [{ op: 'frob', path: '/a' }]],
  ])('refuses %s', (_name, patch) => {
    expect(() => applyJsonPatch({ a: 1 }, patch)).toThrow(PatchApplyError);
  });

  it('refuses what is no list', () => {
    expect(() => applyJsonPatch({}, { op: 'add' })).toThrow(PatchFormatError);
  });
});

it('merge patch deletes with null, merges objects and replaces lists', () => {
  const document = { a: { b: 1, c: 2 }, list: [1, 2] };
  expect(applyMergePatch(document, { a: { b: null, d: 3 }, list: [3] })).toEqual({
    a: { c: 2, d: 3 },
    list: [3],
  });
  expect(document).toEqual({ a: { b: 1, c: 2 }, list: [1, 2] });
});
