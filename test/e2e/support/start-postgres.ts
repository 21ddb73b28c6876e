import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';
import { startProcess, type RunningProcess } from './start-process.ts';

/** Debian 12's PostgreSQL. */
const programs = '/usr/lib/postgresql/15/bin';

export interface Postgres {
  /** As the user `middlewatch`, who owns the database of that name and is no superuser. */
  url: string;
  /** SIGKILL to the server and all that it started, as when its machine dies. */
  kill(): Promise<void>;
  /** The address for its superuser. */
  adminUrl: string;
  /** SIGSTOP or SIGCONT to the server and each process of a connection: it hangs, and the kernel keeps its connections. */
  signalAll(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Starts it again after kill(), on the same port and data. */
  start(): Promise<void>;
  stop: () => Promise<void>;
}

/**
 * A real PostgreSQL 15 on loopback, its data in a new folder under `folder`, as an unprivileged user (it refuses root).
 *
 * @throws when it is not installed: a test that needs it fails without it, it is never skipped
 */
export async function startPostgres(folder: string): Promise<Postgres> {
  const owner = databaseOwner();
  const home = join(folder, 'postgres');
  const data = join(home, 'data');
  await mkdir(home, { recursive: true });
  // The folder above is only this test run's: the other user has to pass through it.
  await chmod(folder, 0o755);
  await chown(home, owner.uid, owner.gid);
  const asOwner = ['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'];
  execFileSync(
    'setpriv',
    [
      ...asOwner,
      join(programs, 'initdb'),
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
    ],
    { cwd: home, stdio: 'pipe' },
  );
  const port = await freePort();
  const logFile = join(folder, 'postgres.log');
  const address = (user: string, database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  let server: RunningProcess | undefined;
  const start = async (): Promise<void> => {
    server = await startProcess({
      name: 'PostgreSQL',
      program: 'setpriv',
      args: [
        ...asOwner,
        // Changing the user forgets the one that startProcess asked for.
        ...['--pdeathsig', 'KILL'],
        ...[join(programs, 'postgres'), '-D', data, '-p', String(port), '-k', home],
        ...['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=60'],
      ],
      logFile,
      cwd: home,
    });
    await server.ready(() => canConnect(address('postgres', 'postgres')));
  };
  await start();
  const admin = new Client(address('postgres', 'postgres'));
  await admin.connect();
  await admin.query('CREATE ROLE middlewatch LOGIN');
  await admin.query('CREATE DATABASE middlewatch OWNER middlewatch');
  await admin.end();
  return {
    url: address('middlewatch', 'middlewatch'),
    adminUrl: address('postgres', 'middlewatch'),
    start,
    signalAll(name) {
      const pid = server?.pid ?? Number.NaN;
      // While the server itself is stopped it neither starts children nor takes away those that ended: all of these exist.
      if (name === 'SIGSTOP') {
        process.kill(pid, name);
        // The kernel stops it within microseconds: its state becomes T.
        while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
      }
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      for (const child of children) process.kill(Number(child), name);
      if (name === 'SIGCONT') process.kill(pid, name);
    },
    async kill() {
      server?.signal('SIGKILL');
      await server?.stop();
    },
    // SIGINT is its "fast" shutdown: it does not wait for clients to leave.
    async stop() {
      server?.signal('SIGINT');
      await server?.stop();
    },
  };
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

/** Debian's package makes the user `postgres`. */
function databaseOwner(): { uid: number; gid: number } {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch (error) {
    throw new Error('PostgreSQL is not installed. On Debian: apt-get install postgresql (.ci/run does it).', {
      cause: error,
    });
  }
}
