import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';

const smallest = `slack: { channel: "#incidents" }
clusters:
  - name: prod
`;

describe('the config file', () => {
  it('fills in every default of the smallest useful form', () => {
    const result = parseConfig(smallest, 'mw.yml');
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    expect(result.config).toMatchObject({
      http: { listen: '0.0.0.0:8080' },
      store: { path: './data/middlewatch.db' },
      clusters: [{ name: 'prod', impersonate: false }],
      incidents: { closeAfter: 86_400_000, reconcileEvery: 60_000 },
      actions: { verifyFor: 600_000, undoFor: 3_600_000 },
    });
  });

  it('reads the form of the README, with its policy', () => {
    const result = parseConfig(
      `slack: { channel: "#incidents" }
http: { listen: "0.0.0.0:8080" }
store: { path: ./data/middlewatch.db }
clusters:
  - name: prod
    kubeconfig: /etc/middlewatch/kubeconfig
    context: prod
    impersonate: false
    alertmanager: { url: http://alertmanager:9093 }
    prometheus: { url: http://prometheus:9090 }
    traces: { kind: tempo, url: http://tempo:3200 }
    logs: { kind: loki, url: http://loki:3100 }
people:
  - { slack: U012ABC, user: ana@example.com, groups: [sre] }
policy:
  - { actions: [rollback, restart, scale], namespaces: ["shop*"], ask: ["group:sre"], approve: { from: ["group:sre"], count: 1 }, expires: 15m }
  - { actions: [cordon, uncordon, drain], ask: ["group:sre"], approve: { from: ["group:platform"], count: 1 } }
runbooks: { dirs: [./runbooks] }
`,
      'mw.yml',
    );
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    expect(result.config.policy[1]?.expires).toBe(900_000);
    expect(result.warnings.map((warning) => [warning.line, warning.key])).toEqual([
      [11, 'clusters[0].traces.kind'],
      [12, 'clusters[0].logs'],
    ]);
  });

  it.each([
    ['- { name: prod }', 'senders[0].name', /needs bearerTokenFiles/],
    ['- { name: alertmanager, bearerTokenFiles: [a] }', 'senders[0].name', /choose another/],
    ['- { name: prod, certificateNames: [a] }', 'senders[0].certificateNames', /clientCaFile/],
    ['- { name: "a b", bearerTokenFiles: [a] }', 'senders[0].name', /small letters/],
    [
      '- { name: a, basicAuth: { username: "a:b", passwordFiles: [c] } }',
      'senders[0].basicAuth.username',
      /colon/,
    ],
    [
      '- { name: a, bearerTokenFiles: [b] }\n  - { name: a, bearerTokenFiles: [c] }',
      'senders[1].name',
      /twice/,
    ],
  ])('refuses the sender %s', (line, key, message) => {
    const result = parseConfig(`${smallest}senders:\n  ${line}\n`, 'mw.yml');
    if (result.ok) throw new Error('it was taken');
    expect(result.errors).toEqual([
      { file: 'mw.yml', line: expect.any(Number), key, message: expect.stringMatching(message) },
    ]);
  });

  it.each([
    ['an unknown key, with a guess', `${smallest}pepole: []\n`, 4, 'pepole', /did you mean "people"/],
    [
      'an unknown key deep down',
      `slack: { channel: "#x", chanel: a }\nclusters: [{ name: a }]\n`,
      1,
      'slack.chanel',
      /did you mean "channel"/,
    ],
    [
      'an unknown key in a list',
      `slack: { channel: "#x" }\nclusters:\n  - name: a\n    kubeconfg: x\n`,
      4,
      'clusters[0].kubeconfg',
      /kubeconfig/,
    ],
    ['a missing part', 'slack: { channel: "#x" }\n', 1, 'clusters', /is missing: write a list/],
    [
      'a wrong address',
      `slack: { channel: "#x" }\nclusters:\n  - name: a\n    prometheus: { url: prometheus:9090 }\n`,
      4,
      'clusters[0].prometheus.url',
      /http/,
    ],
    [
      'a system user',
      `${smallest}people:\n  - { slack: U01, user: "system:admin" }\n`,
      5,
      'people[0].user',
      /system:/,
    ],
    [
      'a duration without a unit',
      `${smallest}incidents: { closeAfter: "24" }\n`,
      4,
      'incidents.closeAfter',
      /15m/,
    ],
    [
      'two clusters of one name',
      `slack: { channel: "#x" }\nclusters:\n  - name: a\n  - name: a\n`,
      4,
      'clusters[1].name',
      /twice/,
    ],
    ['broken YAML', 'slack: {\n', 2, '', /./],
    ['nothing at all', '', 1, 'slack', /./],
  ])('names file, line and key of %s', (_name, text, line, key, message) => {
    const result = parseConfig(text, 'mw.yml');
    if (result.ok) throw new Error('was accepted');
    expect(result.errors[0]).toMatchObject({ file: 'mw.yml', line, key });
    expect(result.errors[0]?.message).toMatch(message);
  });
});
