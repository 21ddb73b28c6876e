import { openStore } from '../../../src/store/open-store.ts';

/** `node open-and-prune.ts PATH`: deletes from the store at PATH what is done and older than a millisecond, a few rows a commit. */
const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
const store = await openStore({ path: process.argv[2] ?? '', parserModule });
while ((await store.prune({ olderThanMs: 1, limit: 10 })) > 0);
await store.close();
