#!/usr/bin/env node
// Runs a development tool under Node 24: `node bin/with-node.mjs vitest run`. npm scripts use it, so that they
// work on a host with an older Node, whatever npm did to node_modules/.bin/node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findNode, refusal, root } from './find-node.mjs';

const node = findNode();
if (node === undefined) {
  console.error(refusal());
  process.exit(2);
}
const [tool, ...args] = process.argv.slice(2);
if (tool === undefined) {
  console.error('Usage: node bin/with-node.mjs TOOL [ARGUMENT...]');
  process.exit(2);
}
const path = `${dirname(node)}${delimiter}${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`;
const script = join(root, 'node_modules', '.bin', tool);
const child = spawn(node, tool === 'node' ? args : existsSync(script) ? [script, ...args] : [tool, ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
