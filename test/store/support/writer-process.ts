import { openStore } from '../../../src/store/open-store.ts';

/**
 * `node writer-process.ts PATH FIRST`: opens the store, says `opened`, then writes without end, numbered from FIRST, and says `wrote <n>` once number
 * n is committed. Says `refused <code>` and exits 3 when it cannot open.
 */
const [, , path = '', start = '0'] = process.argv;
const parserModule = new URL('./stubborn-parser.ts', import.meta.url);
const encoder = new TextEncoder();

try {
  const store = await openStore({ path, parserModule });
  process.stdout.write('opened\n');
  for (let first = Number(start); ; first += 10) {
    await Promise.all(
      Array.from({ length: 10 }, async (_, offset) => {
        const number = first + offset;
        await store.recordDelivery({
          source: `writer-${number}`,
          receivedAt: number,
          body: encoder.encode('x'.repeat(2_000)),
        });
        await store.appendAudit({ at: number, kind: 'started', actor: 'writer', data: { number } });
        process.stdout.write(`wrote ${number}\n`);
      }),
    );
  }
} catch (error) {
  process.stdout.write(`refused ${String((error as { code?: string }).code)}\n`);
  process.exitCode = 3;
}
