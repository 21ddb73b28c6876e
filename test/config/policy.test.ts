import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';

const parse = (rule: string) =>
  parseConfig(
    `slack: { channel: "#incidents" }
clusters: [{ name: prod }]
policy:
  - actions: [rollback]
    ask: ["group:sre"]
${rule
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`,
    'mw.yml',
  );
const faultOf = (rule: string) => {
  const result = parse(rule);
  if (result.ok) throw new Error('it was taken');
  const [{ key, line, message } = { key: '', line: 0, message: '' }] = result.errors;
  return { key, line, message };
};
const from = 'from: ["group:sre"]';

describe('a policy rule', () => {
  it('reads labels, severity, hours and levels', () => {
    const result = parse(`labels: { team: "check*" }
severity: [critical]
when: { days: [mon-fri], from: "09:00", to: "18:00", zone: Europe/Berlin }
approve: { ${from}, risk: { low: one-click, high: two-persons } }
undo: one-click-when-worse`);
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    expect(result.config.policy[0]).toMatchObject({
      labels: { team: 'check*' },
      when: [{ days: ['mon-fri'], from: '09:00', to: '18:00', zone: 'Europe/Berlin' }],
      approve: { count: 1, risk: { low: 'one-click', medium: 'second-person', high: 'two-persons' } },
      undo: 'one-click-when-worse',
    });
  });

  it('stays valid in its old form', () => {
    const result = parse(`approve: { ${from} }`);
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    expect(result.config.policy[0]).toMatchObject({ approve: { count: 1 }, undo: 'same', expires: 900_000 });
  });

  it.each([
    ['approve.risk', `approve: { ${from}, count: 1, risk: one-click }`, /count or risk/],
    ['approve.count', `approve: { ${from}, count: 0 }`, /risk: one-click/],
    ['approve.risk', `approve: { ${from}, risk: { high: one-click } }`, /./],
    ['when', `when: { zone: Europe/Berln }\napprove: { ${from} }`, /./],
    ['when', `when: { from: "9:00", zone: UTC }\napprove: { ${from} }`, /./],
    ['when', `when: { days: [monday], zone: UTC }\napprove: { ${from} }`, /./],
    ['severity[0]', `severity: [bad]\napprove: { ${from} }`, /./],
    ['labels', `labels: {}\napprove: { ${from} }`, /write a label/],
  ])('%s is refused where it is wrong', (key, rule, message) => {
    const fault = faultOf(rule);
    expect(fault.key).toMatch(new RegExp(`^policy\\[0\\]\\.${key.replace(/[[\].]/g, '\\$&')}`));
    expect(fault.message).toMatch(message);
  });

  it('a key that is nearly right gets a guess, also inside of windows and levels', () => {
    expect(faultOf(`approve: { ${from}, risks: one-click }`).message).toContain('did you mean "risk"?');
    expect(faultOf(`whn: { zone: UTC }\napprove: { ${from} }`).message).toContain('did you mean "when"?');
  });
});
