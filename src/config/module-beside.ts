/** The URL of a module that is loaded by address (a thread's, a preloaded one): `.ts` in the repository, `.js` in the published package. */
export function moduleBeside(base: string, path: string): URL {
  return new URL(`${path}.${base.endsWith('.ts') ? 'ts' : 'js'}`, base);
}
