import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageText, startDrill } from './support/drill-process.ts';
import { foreignEnvironment } from './support/foreign-environment.ts';
import { repository } from './support/middlewatch-process.ts';
import { startProcess } from './support/start-process.ts';
import { temporaryFolder, type TemporaryFolder } from './support/temporary-folder.ts';
import { waitUntil } from './support/wait-until.ts';
import { isLoopback, recordedAddresses, watchConnections } from './support/watch-connections.ts';

const launcher = join(repository, 'bin', 'middlewatch.mjs');

describe('the drill in a shell with production credentials', () => {
  let folder: TemporaryFolder;
  let env: NodeJS.ProcessEnv;
  let record: string;

  beforeEach(async () => {
    folder = await temporaryFolder('loopback');
    env = {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ...(await foreignEnvironment(folder.path)),
    };
    record = join(folder.path, 'connections');
  });
  afterEach(() => folder.remove());

  it('would be seen if it sent anything to another machine', async () => {
    const outside =
      "require('node:dgram').createSocket('udp4').send('x', 9, '192.0.2.1', function () { this.close(); })";
    const command = watchConnections([process.execPath, '-e', outside], record);
    const child = await startProcess({
      name: 'a sender',
      ...command,
      logFile: join(folder.path, 'log'),
      env,
    });
    await waitUntil(() => child.exitCode() !== undefined, { what: 'the sender to end' });
    const addresses = await waitUntil(
      async () => {
        const found = await recordedAddresses(record);
        return found.length > 0 && found;
      },
      { what: 'a record of what it sent' },
    );
    expect(addresses).toContain('192.0.2.1');
  });

  it('connects to nothing but loopback while it plays an incident', async () => {
    const command = watchConnections(
      [process.execPath, launcher, 'drill', '--start', 'crashloop-after-rollout'],
      record,
    );
    const drill = await startDrill({ ...command, cwd: folder.path, logFile: join(folder.path, 'log'), env });
    try {
      // A card with a next step: by then the cluster, Prometheus and the traces have all been asked.
      await waitUntil(async () => (await pageText(drill.address)).includes('mw_suggested'), {
        what: 'a card with a next step',
      });
    } finally {
      await drill.process.stop();
    }
    const addresses = await recordedAddresses(record);
    expect(addresses).toContain('127.0.0.1');
    expect(addresses.filter((address) => !isLoopback(address))).toEqual([]);
  });

  it('plays to its end on a machine that has no network', async () => {
    const script = 'ip link set lo up && exec "$@"';
    const command = [
      'sh',
      '-c',
      script,
      'sh',
      process.execPath,
      launcher,
      'drill',
      'play',
      'crashloop-after-rollout',
      '--json',
    ];
    const user = process.getuid?.() === 0 ? [] : ['--map-root-user'];
    const output = await new Promise<string>((resolve, reject) => {
      const options = { cwd: folder.path, env, timeout: 120_000 };
      execFile('unshare', ['--net', ...user, ...command], options, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${error.message}\n${stdout}\n${stderr}`, { cause: error }));
      });
    });
    expect(JSON.parse(output)).toMatchObject({ passed: true, failures: [] });
  });
});
