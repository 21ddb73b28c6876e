import { parentPort, workerData } from 'node:worker_threads';
import { greet, type Greeting } from './thread-part.ts';

const { name, also } = workerData as { name: string; also?: string };
const greeting: Greeting = greet(name);
const more = also === undefined ? undefined : ((await import(also)) as { said: string }).said;
const { stack } = new Error('here');
parentPort?.postMessage({
  ...greeting,
  more,
  webAssembly: 'WebAssembly' in globalThis,
  preloaded: 'middlewatchPreloaded' in globalThis,
  line: /thread\.ts:(\d+)/.exec(stack ?? '')?.[1],
});
