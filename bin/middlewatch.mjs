#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findNode, refusal, root } from './find-node.mjs';
import { smallMemoryEnvironment, smallMemoryFlags } from './small-memory.mjs';

const node = findNode();
if (node === undefined) {
  console.error(refusal());
  process.exit(2);
}
// The repository runs its TypeScript as it is; the published package is compiled (Node strips no types under node_modules).
const source = join(root, 'src', 'main.ts');
const entry = existsSync(source) ? source : join(root, 'dist', 'main.js');
if (node === process.execPath) {
  await import(pathToFileURL(entry).href);
} else {
  // The channel lets the bot notice that this launcher was killed: it then stops too, instead of running on unseen.
  const child = spawn(node, [...smallMemoryFlags, entry, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...smallMemoryEnvironment, ...process.env, MIDDLEWATCH_LAUNCHED: '1' },
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 1;
    // Mostly the channel is closed by now, and closing it twice is an error.
    if (child.connected) child.disconnect();
  });
}
