import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateDifferences } from '../../../src/context/change/template-diff.ts';
import type { JsonObject } from '../../../src/model/json.ts';

const pod = (container: JsonObject, spec: JsonObject = {}): JsonObject => ({
  metadata: { labels: { app: 'a' } },
  spec: { containers: [{ name: 'app', ...container }], ...spec },
});

describe('templateDifferences', () => {
  it.each([
    ['nothing', {}, {}, []],
    ['an image', { image: 'a:1' }, { image: 'a:2' }, ['spec.containers[app].image: a:1 → a:2']],
    [
      'variables',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      {
        env: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      },
      [
        'spec.containers[app].env[A]: removed 1',
        'spec.containers[app].env[B]: 2 → 3',
        'spec.containers[app].env[C]: added 4',
      ],
    ],
    [
      'where a secret variable comes from',
      { env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } }] },
      { env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db2', key: 'a' } } }] },
      ['spec.containers[app].env[DB_PASSWORD].valueFrom.secretKeyRef.name: db → db2'],
    ],
    [
      'a secret that became a plain variable',
      { env: [{ name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } }] },
      { env: [{ name: 'API_TOKEN', value: 'visible' }] },
      [
        'spec.containers[app].env[API_TOKEN].valueFrom: removed {"secretKeyRef":{"name":"db","key":"a"}}',
        'spec.containers[app].env[API_TOKEN]: added (value not shown)',
      ],
    ],
    [
      'an argument behind a secret flag',
      { args: ['--password', 'visible1', '--v=1'] },
      { args: ['--password', 'visible2', '--v=2'] },
      [
        'spec.containers[app].args[1]: changed (values not shown)',
        'spec.containers[app].args[2]: --v=1 → --v=2',
      ],
    ],
    [
      'an argument that holds a secret',
      { args: ['--db=postgres://u:visible@h/d'] },
      { args: ['--db=postgres://u:visible2@h/d'] },
      ['spec.containers[app].args[0]: --db=postgres://[redacted]@h/d → --db=postgres://[redacted]@h/d'],
    ],
    [
      'a removed limit',
      { resources: { limits: { memory: '1Gi' } } },
      {},
      ['spec.containers[app].resources: removed {"limits":{"memory":"1Gi"}}'],
    ],
    [
      'an order',
      { env: [{ name: 'A' }, { name: 'B' }] },
      { env: [{ name: 'B' }, { name: 'A' }] },
      ['spec.containers[app].env: order changed'],
    ],
  ])('tells %s', (_name, before, after, lines) => {
    expect(templateDifferences(pod(before), pod(after))).toEqual(lines);
  });

  it('shows no secret of a container that is new', () => {
    const sidecar = { name: 'side', env: [{ name: 'API_KEY', value: 'visible' }] };
    const [line] = templateDifferences(pod({}), {
      ...pod({}),
      spec: { containers: [{ name: 'app' }, sidecar] },
    });
    expect(line).toBe('spec.containers[side]: added (value not shown)');
  });

  it('tells annotations by their whole name', () => {
    const restarted = (value: string): JsonObject => ({
      metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': value } },
      spec: {},
    });
    expect(templateDifferences(restarted('1'), restarted('2'))).toEqual([
      'metadata.annotations[kubectl.kubernetes.io/restartedAt]: 1 → 2',
    ]);
  });

  it('stays short', () => {
    const variables = (value: string) =>
      Array.from({ length: 200 }, (_, index) => ({ name: `V${index}`, value: value.repeat(5000) }));
    const lines = templateDifferences(pod({ env: variables('a') }), pod({ env: variables('b') }));
    expect(lines).toHaveLength(26);
    expect(lines.at(-1)).toBe('and 175 more differences');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(500);
  });

  it('is empty exactly when the templates are equal', () => {
    const json = fc
      .jsonValue({ maxDepth: 3 })
      .map((value) => JSON.parse(JSON.stringify({ spec: value })) as JsonObject);
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(templateDifferences(one, structuredClone(one))).toEqual([]);
        const equal = JSON.stringify(one) === JSON.stringify(other);
        if (equal) expect(templateDifferences(one, other)).toEqual([]);
      }),
    );
  });
});
