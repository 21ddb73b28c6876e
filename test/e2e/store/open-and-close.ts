import { openStore } from '../../../src/store/open-store.ts';

/** `node open-and-close.ts PATH`: brings the store at PATH up to date and ends. */
const parserModule = new URL('../../../src/read-delivery.ts', import.meta.url);
const store = await openStore({ path: process.argv[2] ?? '', parserModule });
await store.close();
