/**
 * How the bot's process is started where that is ours to say: the launcher and the image. Measured with 10,000 alerts at
 * once: some 30 MB less at the peak, and no slower (docs/performance.md).
 */

/** Young objects are collected in pieces of 4 MB instead of 16, in each thread. */
export const smallMemoryFlags = ['--max-semi-space-size=4'];

/** glibc keeps up to eight heaps a core for threads otherwise: https://man7.org/linux/man-pages/man3/mallopt.3.html */
export const smallMemoryEnvironment = { MALLOC_ARENA_MAX: '2' };
