/**
 * The operations that read and then write what they concluded run one at a time, whatever the process: the store's
 * single writer, as SQLite has by itself. The table is written by nobody, so that only they wait for each other; the
 * server gives the lock back when the connection ends, whatever ended it. Taken before anything is read.
 */
export const writerLock = 'LOCK TABLE counters IN EXCLUSIVE MODE';

/**
 * Key of the advisory lock under which processes that start together bring the schema up to date one after another;
 * "middlewatch" in ASCII, shortened to 63 bits. Given back at the end of the transaction.
 */
export const migrationLock = `SELECT pg_advisory_xact_lock(${BigInt.asIntN(63, 0x6d6964646c657761n)})`;
