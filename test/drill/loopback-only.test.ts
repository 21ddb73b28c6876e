import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const script = `
import http from 'node:http';
import net from 'node:net';
const server = http.createServer((_request, response) => response.end('here')).listen(0, '127.0.0.1', async () => {
  const port = server.address().port;
  const outcome = async (name, run) => console.log(name, await run().then((value) => value, (error) => error.cause?.code ?? error.code));
  await outcome('fetch loopback', async () => (await fetch('http://127.0.0.1:' + port)).text());
  await outcome('fetch localhost', async () => (await fetch('http://localhost:' + port)).text());
  await outcome('fetch address', async () => (await fetch('http://203.0.113.7/')).text());
  await outcome('fetch name', async () => (await fetch('http://slack.example/')).text());
  await outcome('socket', () => new Promise((resolve, reject) => net.connect(443, '198.51.100.1', resolve).on('error', reject)));
  await outcome('http', () => new Promise((resolve, reject) => http.get({ host: '192.0.2.1', port: 80 }, resolve).on('error', reject)));
  await outcome('ipv6', () => new Promise((resolve, reject) => net.connect({ host: '2001:db8::1', port: 80 }, resolve).on('error', reject)));
  server.close();
  server.closeAllConnections();
});
`;

it('lets a process talk to this machine only', () => {
  const guard = new URL('../../src/drill/loopback-only.ts', import.meta.url).href;
  const run = spawnSync(process.execPath, ['--import', guard, '--input-type=module', '--eval', script], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  expect(run.stderr).toBe('');
  expect(run.stdout.trim().split('\n')).toEqual([
    'fetch loopback here',
    'fetch localhost here',
    'fetch address EACCES',
    'fetch name EACCES',
    'socket EACCES',
    'http EACCES',
    'ipv6 EACCES',
  ]);
});
