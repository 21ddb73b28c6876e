import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorsReference } from '../../src/errors/errors-reference.ts';

const file = new URL('../../docs/errors.md', import.meta.url);

it('docs/errors.md tells what the catalogue says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, errorsReference());
  expect(readFileSync(file, 'utf8')).toBe(errorsReference());
});
