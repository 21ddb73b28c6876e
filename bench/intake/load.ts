import { Pool } from 'undici';

export interface LoadOptions {
  url: string;
  token: string;
  /** Bodies, sent in turn. */
  bodies: readonly Uint8Array[];
  /** Requests under way at once, each on a connection of its own. */
  concurrency: number;
  /** Ends after so long, or, when absent, after each body was sent once. */
  forMs?: number;
}

export interface LoadResult {
  /** Answered with 200. */
  acknowledged: number;
  /** Answered with anything else. */
  refused: number;
  seconds: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** Sends as fast as answers come: the next request of a connection leaves when the one before is answered. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const pool = new Pool(options.url, { connections: options.concurrency, pipelining: 1 });
  const latencies: number[] = [];
  let refused = 0;
  let next = 0;
  const started = performance.now();
  const more = (): boolean =>
    options.forMs === undefined ? next < options.bodies.length : performance.now() - started < options.forMs;
  const send = async (): Promise<void> => {
    while (more()) {
      const body = options.bodies[next % options.bodies.length] ?? new Uint8Array();
      next += 1;
      const sent = performance.now();
      const response = await pool.request({
        path: '/webhooks/alertmanager',
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
        body,
      });
      await response.body.dump();
      if (response.statusCode === 200) latencies.push(performance.now() - sent);
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, send));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  latencies.sort((one, other) => one - other);
  const quantile = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? NaN;
  return {
    acknowledged: latencies.length,
    refused,
    seconds,
    perSecond: latencies.length / seconds,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}
