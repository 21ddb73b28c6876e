// The part of `npm test` that runs no test: types, lint, arrows and formatting side by side; what fails prints what it said.
import { spawn } from 'node:child_process';
import { root } from './find-node.mjs';

const scripts = ['typecheck', 'lint', 'arrows', 'format:check'];
const results = await Promise.all(
  scripts.map(
    (script) =>
      new Promise((resolve) => {
        const child = spawn('npm', ['run', '-s', script], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
        child.on('error', (error) => resolve({ script, code: 1, output: String(error) }));
        child.on('close', (code) => resolve({ script, code: code ?? 1, output }));
      }),
  ),
);
for (const { script, code, output } of results) {
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} npm run ${script}`);
  if (code !== 0) console.log(output);
}
process.exitCode = results.every(({ code }) => code === 0) ? 0 : 1;
