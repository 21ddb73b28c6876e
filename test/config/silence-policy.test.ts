import { expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';

const config = (actions: string): string => `slack: { channel: "#incidents" }
clusters: [{ name: prod }]
policy:
  - { actions: [${actions}], ask: ["group:sre"], approve: { from: ["group:sre"], count: 0 } }
`;

it('only silences may go without an approval', () => {
  expect(parseConfig(config('silence, silence-extend, silence-expire'), 'mw.yml').ok).toBe(true);
  for (const actions of ['rollback', 'silence, scale']) {
    const result = parseConfig(config(actions), 'mw.yml');
    if (result.ok) throw new Error('it was taken');
    expect(result.errors).toMatchObject([{ key: 'policy[0].approve.count' }]);
    expect(result.errors[0]?.message).toMatch(/only silence, silence-extend and silence-expire/);
  }
});
