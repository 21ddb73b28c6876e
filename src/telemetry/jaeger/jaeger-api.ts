import type { Trace } from '../spans/span.ts';
import type { TraceSearch } from '../trace-client.ts';
import type { Transport } from '../transport.ts';

/** One version of Jaeger's query API. Both answer `undefined` when the server does not speak it. */
export interface JaegerApi {
  services(transport: Transport, timeoutMs: number): Promise<string[] | undefined>;
  search(transport: Transport, query: TraceSearch): Promise<Trace[] | undefined>;
}
