import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateDiff } from '../../src/actions/template-diff.ts';
import { redact } from '../../src/context/redaction/redact.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';

const template = (...containers: JsonObject[]): JsonObject => ({ spec: { containers } });
const plain = (text: string): string => text;

describe('the diff of two pod templates', () => {
  it('puts images first, then environment, then the rest by its path', () => {
    const before = template({
      name: 'app',
      args: ['--workers', '4'],
      env: [{ name: 'MODE', value: 'fast' }],
      image: 'shop:1.5',
      resources: { limits: { memory: '64Mi' } },
    });
    const after = template({
      name: 'app',
      args: ['--workers', '2'],
      env: [
        { name: 'MODE', value: 'safe' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
      image: 'shop:1.4',
      resources: { limits: { memory: '256Mi' } },
    });
    expect(templateDiff(before, after, plain)).toEqual([
      '- app image: shop:1.5',
      '+ app image: shop:1.4',
      '- app env MODE="fast"',
      '+ app env MODE="safe"',
      '+ app env KEY={"secretKeyRef":{"key":"k","name":"s"}}',
      '- app args.1: 4',
      '+ app args.1: 2',
      '- app resources.limits.memory: 64Mi',
      '+ app resources.limits.memory: 256Mi',
    ]);
  });

  it('follows containers by name: a new one in front shifts nothing', () => {
    const app = { name: 'app', image: 'shop:1' };
    const lines = templateDiff(template(app), template({ name: 'proxy', image: 'envoy:1' }, app), plain);
    expect(lines).toEqual(['+ proxy image: envoy:1', '+ proxy name: proxy']);
  });

  it('shows no secret, however it is quoted', () => {
    const secret = 'corr"ect horse, battery=staple';
    const env = (value: string): JsonObject =>
      template({ name: 'app', env: [{ name: 'DB_PASSWORD', value }] });
    const text = templateDiff(env(secret), env('other'), redact).join('\n');
    expect(text).toContain('DB_PASSWORD=');
    for (const word of ['corr', 'ect horse', 'battery', 'staple', 'other']) expect(text).not.toContain(word);
  });

  it('is short whatever changes', () => {
    const many = (image: string): JsonObject =>
      template(
        ...Array.from({ length: 60 }, (_, index) => ({
          name: `c${index}`,
          image: `${image}${'x'.repeat(500)}`,
        })),
      );
    const lines = templateDiff(many('a'), many('b'), plain);
    expect(lines).toHaveLength(61);
    expect(lines.at(-1)).toBe('… and 60 more lines');
    for (const line of lines) expect(line.length).toBeLessThan(170);
  });

  it('of equal templates is empty, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const before = { spec: one as Json };
        expect(templateDiff(before, structuredClone(before), plain)).toEqual([]);
        templateDiff(before, { spec: other as Json }, plain);
      }),
      { numRuns: 200 },
    );
  });
});
