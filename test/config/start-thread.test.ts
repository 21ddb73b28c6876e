import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startThread } from '../../src/config/start-thread.ts';

const beside = (name: string): URL => new URL(`./support/${name}`, import.meta.url);
const before = process.execArgv;

async function said(options: Parameters<typeof startThread>[1]): Promise<unknown> {
  const [message] = (await once(startThread(beside('thread.ts'), options), 'message')) as unknown[];
  return message;
}

describe('a thread of ours', () => {
  beforeEach(() => (process.execArgv = []));
  afterEach(() => (process.execArgv = before));

  it('runs TypeScript without WebAssembly, and its stack traces keep their lines', async () => {
    expect(await said({ workerData: { name: 'Ana' } })).toEqual({
      text: 'Good morning, Ana',
      more: undefined,
      webAssembly: false,
      preloaded: false,
      line: '7',
    });
  });

  it('finds a module that it is told by address', async () => {
    const also = beside('thread-also.ts');
    expect(await said({ workerData: { name: 'Ben', also: also.href }, alsoImports: [also] })).toMatchObject({
      more: 'from a module that is named by address',
    });
  });

  it.each([[['--import', beside('preloaded.ts').href]], [[`--import=${beside('preloaded.ts').href}`]]])(
    'starts with what the process was told to import first: %s',
    async (execArgv) => {
      process.execArgv = execArgv;
      expect(await said({ workerData: { name: 'Ana' } })).toMatchObject({
        preloaded: true,
        webAssembly: false,
      });
    },
  );

  it('fails with the name of a file that is not there', async () => {
    const worker = startThread(beside('no-such-thread.ts'), {});
    const [error] = (await once(worker, 'error')) as [Error];
    expect(error.message).toContain('no-such-thread.ts');
  });
});
