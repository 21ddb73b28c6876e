import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { setEnvironmentData, Worker, type WorkerOptions } from 'node:worker_threads';

/** Where a thread finds the code that it runs, by address. */
const sourcesKey = 'middlewatch:thread-sources';
/** Files by address, without their types: they do not change while the process lives. */
const stripped = new Map<string, string>();
/** Relative imports only; whatever comes from a package is JavaScript already. */
const importing = /\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+\.ts)['"]/g;

/**
 * What a thread does first. The types of its files were taken out by the main thread, and there is no WebAssembly for
 * whatever would like some: Node would strip types with a WebAssembly module in every thread, and V8 loses count of its
 * code pages when such threads come and go, which kills the whole process (nodejs/node#64500).
 */
const bootstrap = (modules: readonly URL[]): string => `
  delete globalThis.WebAssembly;
  const { getEnvironmentData } = require('node:worker_threads');
  const sources = getEnvironmentData('${sourcesKey}');
  require('node:module').registerHooks({
    load(url, context, nextLoad) {
      const source = sources.get(url);
      return source === undefined ? nextLoad(url, context) : { format: 'module', source, shortCircuit: true };
    },
  });
  const modules = ${JSON.stringify(modules.map(({ href }) => href))};
  modules.reduce((before, module) => before.then(() => import(module)), Promise.resolve());
`;

export interface ThreadOptions extends Omit<WorkerOptions, 'eval'> {
  /** Modules that the thread imports by an address which it is told. */
  alsoImports?: readonly URL[];
}

/**
 * Starts a module of ours in a thread, such that no thread needs WebAssembly.
 * @throws when a file of the thread cannot be read or is no TypeScript
 */
export function startThread(entry: URL, options: ThreadOptions): Worker {
  const { alsoImports = [], ...workerOptions } = options;
  // The published package is JavaScript already.
  if (!entry.pathname.endsWith('.ts')) return new Worker(entry, workerOptions);
  const { preloaded, execArgv } = preloadedModules();
  for (const module of [...preloaded, entry, ...alsoImports]) stripWithImports(module);
  setEnvironmentData(sourcesKey, stripped);
  const threadOptions = { ...(execArgv !== undefined && { execArgv }), ...workerOptions };
  return new Worker(bootstrap([...preloaded, entry]), { ...threadOptions, eval: true });
}

/** What the process was told to import before anything else holds for its threads too (the drill's loopback guard is such a module). */
function preloadedModules(): { preloaded: URL[]; execArgv?: string[] } {
  const preloaded: URL[] = [];
  const execArgv: string[] = [];
  for (let index = 0; index < process.execArgv.length; index += 1) {
    const argument = process.execArgv[index] ?? '';
    const module =
      argument === '--import' ? process.execArgv[index + 1] : /^--import=(.*)$/.exec(argument)?.[1];
    if (module?.endsWith('.ts') === true && URL.canParse(module)) {
      preloaded.push(new URL(module));
      if (argument === '--import') index += 1;
    } else {
      execArgv.push(argument);
    }
  }
  // A thread has the process's flags by itself; given by hand, those of V8 and of the process are refused.
  if (preloaded.length === 0) return { preloaded };
  return { preloaded, execArgv: execArgv.filter((argument) => !isOfTheProcess(argument)) };
}

/** Flags that hold for all threads anyway: V8's, and those that Node allows to the process alone. */
function isOfTheProcess(argument: string): boolean {
  return /^--(?:max-|min-|optimize-|stack-|expose-|trace-|cpu-prof|heap|title|inspect)/.test(argument);
}

function stripWithImports(entry: URL): void {
  const waiting = [entry];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    // A file that is not there is the thread's to report, in the loader's words.
    if (stripped.has(url.href) || !existsSync(url)) continue;
    const source = withoutTypes(readFileSync(url, 'utf8'));
    stripped.set(url.href, source);
    for (const [, path] of source.matchAll(importing))
      if (path !== undefined) waiting.push(new URL(path, url));
  }
}

/** Blanks take the place of types, so that lines and columns in stack traces stay. */
function withoutTypes(source: string): string {
  const emitWarning = process.emitWarning.bind(process);
  // The function is marked experimental; what it does is what Node does by default with every file it imports.
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
