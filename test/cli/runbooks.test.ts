import { describe, expect, it } from 'vitest';
import { runbooks } from '../../src/cli/runbooks.ts';

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io = { stdout: (text: string) => (out += text), stderr: (text: string) => (err += text), env: {} };
  return { code: await runbooks(argv, io), out, err };
}

describe('runbooks lint', () => {
  it('finds the built-in library in order', async () => {
    expect(await run('lint', '--json')).toEqual({
      code: 0,
      out: '{"ok":true,"files":6,"problems":[]}\n',
      err: '',
    });
    expect(await run('lint')).toMatchObject({ code: 0, out: '6 runbooks: no errors.\n' });
  });

  it('exits 1 with the faults, each with its place', async () => {
    const plain = await run('lint', 'test/fixtures/runbooks/broken');
    expect(plain.code).toBe(1);
    expect(plain.err).toContain(
      'one.md:4:1: error: there is no cause out-of-memry; did you mean out-of-memory?',
    );
    const json = await run('lint', 'test/fixtures/runbooks/broken', '--json');
    expect(json).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, files: 3 });
  });

  it('exits 2 for a directory that is not there', async () => {
    expect(await run('lint', 'no/such/place')).toMatchObject({ code: 2, out: '' });
  });
});

describe('runbooks match', () => {
  it('names the runbook, its score and the reason', async () => {
    const { code, out } = await run(
      'match',
      '--label',
      'alertname=KubeNodeNotReady',
      '--label',
      'node=node-3',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      matches: [{ runbook: 'node-not-ready', score: 90, reason: 'named for the alert KubeNodeNotReady' }],
    });
  });

  it('says when none fits', async () => {
    expect(await run('match', '--label', 'alertname=CephOSDFull')).toMatchObject({
      code: 0,
      out: 'No runbook fits.\n',
    });
  });

  it.each([
    [['match']],
    [['match', '--label', 'novalue']],
    [['match', 'x']],
    [['lnt']],
    [[]],
    [['lint', '--jsn']],
  ])('refuses %j as wrong use', async (argv) => {
    await expect(run(...argv)).rejects.toMatchObject({ name: 'WrongUse' });
  });
});
