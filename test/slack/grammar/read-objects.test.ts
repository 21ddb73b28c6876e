import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/model/input.ts';
import { formatCommand } from '../../../src/slack/grammar/format-command.ts';
import { parseCommand } from '../../../src/slack/grammar/parse-command.ts';

const deploy = (name: string) => ({ kind: 'Deployment', name });
const node = (name: string) => ({ kind: 'Node', name });

describe('several objects', () => {
  it.each<[string, Command]>([
    ['cordon node-1 node-2 node-3', { verb: 'cordon', object: node('node-1'), others: ['node-2', 'node-3'] }],
    ['cordon node/node-1 node/node-2', { verb: 'cordon', object: node('node-1'), others: ['node-2'] }],
    ['kubectl cordon node node-1 node-2', { verb: 'cordon', object: node('node-1'), others: ['node-2'] }],
    ['cordon node node-1', { verb: 'cordon', object: node('node-1') }],
    ['cordon node-1 node-1', { verb: 'cordon', object: node('node-1') }],
    ['cordon -l pool=blue', { verb: 'cordon', selected: { selector: 'pool=blue' } }],
    ['cordon nodes -l pool=blue', { verb: 'cordon', selected: { kind: 'Node', selector: 'pool=blue' } }],
    [
      'restart deploy/a deploy/b -n shop',
      { verb: 'restart', object: deploy('a'), others: ['b'], namespace: 'shop' },
    ],
    ['rollout restart deployment a b', { verb: 'restart', object: deploy('a'), others: ['b'] }],
    [
      'restart deploy -l app=x,tier!=cache -n shop',
      {
        verb: 'restart',
        selected: { kind: 'Deployment', selector: 'app=x,tier!=cache' },
        namespace: 'shop',
      },
    ],
    [
      'restart sts --selector="app in (a, b)"',
      { verb: 'restart', selected: { kind: 'StatefulSet', selector: 'app in (a, b)' } },
    ],
    ['scale deploy/a deploy/b 5', { verb: 'scale', object: deploy('a'), others: ['b'], replicas: 5 }],
    [
      'scale deploy -l app=x --replicas 5',
      { verb: 'scale', selected: { kind: 'Deployment', selector: 'app=x' }, replicas: 5 },
    ],
    ['evict-pod -l app=x -n shop', { verb: 'evict-pod', selected: { selector: 'app=x' }, namespace: 'shop' }],
    ['delete pods -l app=x', { verb: 'delete-pod', selected: { kind: 'Pod', selector: 'app=x' } }],
    [
      'taint node-1 node-2 dedicated=batch:NoSchedule',
      { verb: 'taint', object: node('node-1'), others: ['node-2'], taint: 'dedicated=batch:NoSchedule' },
    ],
  ])('%s', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
    expect(parseCommand(formatCommand(command))).toEqual(command);
  });

  it.each([
    ['restart deploy/a sts/b', 'One kind a command: `sts/b` is of another.'],
    ['restart deploy/a b', 'one word too many'],
    ['cordon node-1 -l pool=blue', '`node-1` is no kind'],
    ['cordon -l', '`-l` needs a value'],
    ['cordon -l ""', '`-l` needs a value'],
    ['cordon -l pool=blue -l pool=green', '`-l` is there twice'],
    ['cordon -l "pool==="', 'says not which labels'],
    ['cordon -l "pool=blue;drop"', 'says not which labels'],
    ['cordon pods -l app=x', '`cordon` takes nodes, not a Pod'],
    ['drain node-1 node-2', '`drain` takes one object at a time'],
    ['drain -l pool=blue', '`drain` takes'],
  ])('%s is refused', (text, words) => {
    expect(parseCommand(text)).toMatchObject({ verb: 'unknown', message: expect.stringContaining(words) });
  });

  it('reads back every list of names that it writes', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 20 }), ([first = '', ...others]) => {
        const command: Command = { verb: 'restart', object: deploy(first), others };
        expect(parseCommand(formatCommand(command))).toEqual(command);
      }),
    );
  });
});

describe('drain and abort', () => {
  it.each<[string, Command]>([
    ['drain node-3', { verb: 'drain', object: node('node-3') }],
    [
      'kubectl drain node-3 --ignore-daemonsets --delete-emptydir-data --timeout=15m',
      { verb: 'drain', object: node('node-3'), emptyDirData: 'delete', duration: 900_000 },
    ],
    [
      'drain node/node-3 --ignore-daemonsets=true --cluster prod',
      { verb: 'drain', object: node('node-3'), cluster: 'prod' },
    ],
    ['abort', { verb: 'abort' }],
    ['abort 8f3k2', { verb: 'abort', execution: '8f3k2' }],
    ['stop INC-12', { verb: 'abort', incident: 'INC-12' }],
  ])('%s', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
    expect(parseCommand(formatCommand(command))).toEqual(command);
  });

  it.each([
    [
      'drain node-3 --force',
      '`drain` takes `--cluster`, `--for`, `--delete-emptydir-data`, `--incident`, not `--force`',
    ],
    ['drain node-3 --disable-eviction', 'not `--disable-eviction`'],
    ['drain node-3 --delete-emptydir-data=false', 'stands alone, or is not there'],
    ['drain node-3 --timeout 0', 'no '],
  ])('%s is refused', (text, words) => {
    expect(parseCommand(text)).toMatchObject({ verb: 'unknown', message: expect.stringContaining(words) });
  });
});
