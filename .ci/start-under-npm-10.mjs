// npm 10.8.2 is what Node 20 brings, and it lays out node_modules otherwise than newer ones: a copy of the last commit
// must install and start under it too. Plain JavaScript: this runs on the host's own Node.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const version = '10.8.2';
const startMs = 150_000;
const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'middlewatch-npm-10-'));

/** Runs to its end with its output shown; throws when it fails. */
function run(program, args, cwd) {
  execFileSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Starts `npm start`, waits for the printed address, looks at the page, and ends what it started. */
async function start(npm, cwd) {
  // A process group of its own: npm does not hand a signal down to all that it started.
  const child = spawn(process.execPath, [npm, 'start'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close');
  let complaints = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (part) => {
    process.stderr.write(part);
    complaints += part;
  });
  try {
    const address = await printedAddress(child);
    const page = await globalThis.fetch(address, { signal: globalThis.AbortSignal.timeout(10_000) });
    const body = await page.text();
    if (page.status !== 200 || !body.includes('<html')) {
      throw new Error(`${address} answered ${page.status}: ${body.slice(0, 200)}`);
    }
    console.log(`${address} answered with the page`);
  } finally {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGTERM');
    const kill = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), 15_000);
    await ended;
    clearTimeout(kill);
  }
  if (/^\s+at /m.test(complaints)) throw new Error('a stack trace instead of a quiet end');
}

function printedAddress(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(
      () => reject(new Error(`no address within ${startMs / 1000} s:\n${output}`)),
      startMs,
    );
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (part) => {
      process.stdout.write(part);
      output += part;
      const address = /http:\/\/127\.0\.0\.1:\d+\/(?=\s)/.exec(output);
      if (address === null) return;
      clearTimeout(late);
      resolve(address[0]);
    });
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`npm start ended with ${code} before it printed an address:\n${output}`));
    });
  });
}

try {
  const tools = join(folder, 'tools');
  const copy = join(folder, 'copy');
  mkdirSync(tools);
  run('npm', ['install', '--prefix', tools, '--no-audit', '--no-fund', `npm@${version}`], folder);
  const npm = join(tools, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const found = execFileSync(process.execPath, [npm, '--version'], { encoding: 'utf8' }).trim();
  if (found !== version) throw new Error(`npm ${version} was asked for, ${found} came`);
  console.log(`Node ${process.version}, npm ${found}`);
  const archive = join(folder, 'head.tar');
  // The checkout may belong to another user than the one who runs this.
  run('git', ['-c', 'safe.directory=*', 'archive', '-o', archive, 'HEAD'], repository);
  mkdirSync(copy);
  run('tar', ['-xf', archive, '-C', copy], folder);
  run(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], copy);
  await start(npm, copy);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
