import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/model/input.ts';
import { formatCommand } from '../../../src/slack/grammar/format-command.ts';
import { readKind } from '../../../src/slack/grammar/kinds.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';
import { parseMention } from '../../../src/slack/grammar/parse-mention.ts';
import { readIncident } from '../../../src/slack/grammar/read-values.ts';

describe('any text', () => {
  const words = fc.constantFrom(
    'rollback',
    'scale',
    'deploy/',
    '-n',
    '--to',
    '=',
    '"',
    '<',
    '|',
    '>',
    '&lt;',
    '\u202e',
    '9'.repeat(40),
    'INC-1',
    '-',
  );
  it('never throws, and answers with at most 1000 characters', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.array(fc.oneof(words, fc.string())).map((parts) => parts.join(' ')),
        ),
        (text) => {
          const command = parseCommand(text);
          parseMention(text, 'UBOT');
          if (command.verb === 'unknown') expect(command.message.length).toBeLessThan(1000);
        },
      ),
      { numRuns: 500 },
    );
  });

  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
  const bareName = label.filter((name) => readKind(name) === undefined && readIncident(name) === undefined);
  const incident = fc.integer({ min: 1, max: 99_999 }).map((number) => `INC-${number}`);
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const defined = (value: object): Command =>
    Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Command;
  const workload = fc.oneof(
    bareName.map((name) => ({ name })),
    fc.record({ kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'), name: label }),
  );
  const command = fc.oneof(
    fc.record({
      verb: fc.constantFrom('status', 'ack', 'resolve', 'audit', 'why'),
      incident: maybe(incident),
    }),
    fc.record({
      verb: fc.constant('undo'),
      execution: maybe(fc.stringMatching(/^x[a-z0-9]{3,20}$/)),
      incident: maybe(incident),
    }),
    fc.record({
      verb: fc.constant('rollback'),
      object: maybe(workload),
      namespace: maybe(label),
      cluster: maybe(label),
      revision: maybe(fc.integer({ min: 1, max: 9999 })),
      incident: maybe(incident),
    }),
    fc.record({
      verb: fc.constant('scale'),
      object: maybe(workload),
      namespace: maybe(label),
      cluster: maybe(label),
      replicas: maybe(fc.integer({ min: 0, max: 10_000 })),
      incident: maybe(incident),
    }),
    fc.record({
      verb: fc.constant('promote'),
      object: maybe(fc.record({ kind: fc.constant('Rollout'), name: label })),
      promotion: maybe(fc.constantFrom('step', 'full')),
    }),
    fc.record({
      verb: fc.constant('traffic'),
      object: maybe(
        fc.record({ kind: fc.constantFrom('Service', 'VirtualService', 'HTTPRoute'), name: label }),
      ),
      traffic: maybe(fc.constantFrom('version=blue', 'stable=100,canary=0', '0')),
      route: maybe(fc.constantFrom('api', 'api,2')),
    }),
    fc.record({
      verb: fc.constant('set-image'),
      object: maybe(workload),
      image: maybe(label.map((name) => `app=shop/${name}:1`)),
    }),
    fc.record({
      verb: fc.constantFrom('taint', 'untaint'),
      object: maybe(label.map((name) => ({ kind: 'Node', name }))),
      taint: maybe(label.map((key) => `${key}=${key}:NoExecute`)),
    }),
    fc.record({
      verb: fc.constantFrom('cordon', 'uncordon'),
      object: maybe(label.map((name) => ({ kind: 'Node', name }))),
      cluster: maybe(label),
      incident: maybe(incident),
    }),
  );
  it('a command written out is read back as itself', () => {
    fc.assert(
      fc.property(command, (made) => {
        const whole = defined(made);
        expect(parseCommand(formatCommand(whole))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});
