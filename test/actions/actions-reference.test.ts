import { expect, it } from 'vitest';
import { actionsReference } from '../../src/actions/actions-reference.ts';

it('docs/actions.md says what the catalogue does', async () => {
  await expect(actionsReference()).toMatchFileSnapshot('../../docs/actions.md');
});
