import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { smallMemoryEnvironment, smallMemoryFlags } from '../../bin/small-memory.mjs';

it('the image starts the bot as the launcher does', () => {
  const image = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  for (const flag of smallMemoryFlags) expect(image).toMatch(new RegExp(`^ENTRYPOINT .*"${flag}"`, 'm'));
  for (const [name, value] of Object.entries(smallMemoryEnvironment))
    expect(image).toMatch(new RegExp(`^ENV .*\\b${name}=${value}\\b`, 'm'));
});
