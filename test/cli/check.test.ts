import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/cli/check.ts';

const directory = mkdtempSync(join(tmpdir(), 'middlewatch-check-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function run(text: string, ...flags: string[]) {
  const file = join(directory, 'mw.yml');
  writeFileSync(file, text);
  const output = { stdout: '', stderr: '' };
  const code = await check(['--config', file, ...flags], {
    stdout: (more) => (output.stdout += more),
    stderr: (more) => (output.stderr += more),
    env: {},
  });
  return { code, ...output, file };
}

describe('check', () => {
  it('says that a config is valid', async () => {
    const { code, stdout } = await run('slack: { channel: "#a" }\nclusters: [{ name: x }]\n');
    expect(code).toBe(0);
    expect(stdout).toMatch(/is valid/);
  });

  it('names file, line and key, and exits with 2', async () => {
    const { code, stderr, file } = await run(
      'slack: { channel: "#a" }\nclusters: [{ name: x }]\nstroe: {}\n',
    );
    expect(code).toBe(2);
    expect(stderr).toBe(`${file}:3: stroe: is not a key here; did you mean "store"?\n`);
  });

  it('prints one JSON document', async () => {
    const { stdout, stderr, file } = await run('slack: { channel: "#a" }\n', '--json');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, errors: [{ file, line: 1, key: 'clusters' }] });
  });

  it('looks at the files that it names', async () => {
    const token = join(directory, 'token');
    writeFileSync(token, 'x');
    writeFileSync(join(directory, 'blank'), '\n');
    const config = [
      'slack: { channel: "#a" }',
      'clusters:',
      '  - name: x',
      `    prometheus: { url: "http://p:9090", bearerTokenFile: ${token}, headers: { aFile: none } }`,
      `    kubeconfig: ${join(directory, 'not-there')}`,
      `senders: [{ name: a, bearerTokenFiles: [${token}, ${join(directory, 'blank')}] }]`,
    ].join('\n');
    const { code, stdout, stderr, file } = await run(config);
    expect(code).toBe(0);
    expect(stdout).toMatch(/is valid/);
    expect(stderr.split('\n')).toStrictEqual([
      `${file}:5: clusters[0].kubeconfig: ${join(directory, 'not-there')} cannot be read here (ENOENT); the bot will want it`,
      `${file}:6: senders[0].bearerTokenFiles[1]: ${join(directory, 'blank')} is empty; the bot will want it`,
      '',
    ]);
  });
});
