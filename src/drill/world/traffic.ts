import type { KubernetesHandle } from '../kubernetes/kubernetes-handle.ts';
import type { Labels } from '../prometheus/time-series.ts';
import type { Span } from '../traces/trace.ts';
import { applications, namespace, type Application } from './application.ts';
import { readNumber } from './read-field.ts';

/** Milliseconds that a request takes in one service while its pods keep up. */
const baseLatencyMs = 40;
const longestLatencyMs = 4_000;

/**
 * People who use the shop: requests flow from the frontend down, are spread over the available pods, and become slow
 * and then fail where there are too few pods. Everything is computed from the simulated cluster's own state.
 */
export class Traffic {
  readonly #cluster: KubernetesHandle;
  readonly #newId: (bytes: number) => string;
  readonly #factors = new Map<string, number>();
  readonly #totals = new Map<string, { requests: number; failures: number; seconds: number }>();
  #last: number | undefined;

  /** @param newId random hexadecimal text of so many bytes, from the drill's seed */
  constructor(cluster: KubernetesHandle, newId: (bytes: number) => string) {
    this.#cluster = cluster;
    this.#newId = newId;
  }

  /** Multiplies the traffic of one service; 1 is everyday. */
  spike(service: string, factor: number): void {
    this.#factors.set(service, factor);
  }

  /** Requests a second now. */
  load(application: Application): number {
    return application.requestsPerSecond * (this.#factors.get(application.name) ?? 1);
  }

  /** Lets the time since the last call pass and gives the counters as a scrape would find them. */
  scrape(at: number): { labels: Labels; value: number }[] {
    const seconds = this.#last === undefined ? 0 : Math.max(0, (at - this.#last) / 1000);
    this.#last = at;
    return applications.flatMap((application) => {
      const totals = this.#totals.get(application.name) ?? { requests: 0, failures: 0, seconds: 0 };
      const { failing, latencyMs } = this.#state(application);
      const requests = this.load(application) * seconds;
      totals.requests += requests;
      totals.failures += requests * failing;
      totals.seconds += (requests * latencyMs) / 1000;
      this.#totals.set(application.name, totals);
      const labels = { namespace, deployment: application.name, job: application.name };
      return [
        { labels: { __name__: 'http_requests_total', ...labels }, value: totals.requests },
        { labels: { __name__: 'http_request_failures_total', ...labels }, value: totals.failures },
        { labels: { __name__: 'http_request_duration_seconds_sum', ...labels }, value: totals.seconds },
      ];
    });
  }

  /** One request of a customer as its trace, from the frontend down. */
  trace(at: number): Span[] {
    const traceId = this.#newId(16);
    const frontend = applications[0];
    return frontend === undefined ? [] : this.#spans(frontend, traceId, undefined, at);
  }

  #spans(
    application: Application,
    traceId: string,
    parentSpanId: string | undefined,
    startAt: number,
  ): Span[] {
    const spanId = this.#newId(8);
    const { failing, latencyMs } = this.#state(application);
    const inner: Span[] = [];
    let cursor = startAt + baseLatencyMs / 4;
    for (const name of application.calls) {
      const callee = applications.find((one) => one.name === name);
      if (callee === undefined) continue;
      const spans = this.#spans(callee, traceId, spanId, cursor);
      inner.push(...spans);
      cursor += spans[0]?.durationMs ?? 0;
    }
    const broken = failing > 0.2;
    const failedInside = inner.some((span) => span.error !== undefined);
    const error = broken ? `${application.name}: upstream connect error, no healthy endpoint` : undefined;
    const own: Span = {
      traceId,
      spanId,
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      service: application.name,
      operation: operations[application.name] ?? 'GET /',
      kind: 'server',
      startAt,
      durationMs: cursor - startAt + latencyMs,
      ...(error === undefined ? {} : { error }),
      attributes: { 'http.response.status_code': broken ? '503' : failedInside ? '502' : '200' },
      resource: { 'k8s.namespace.name': namespace, 'k8s.deployment.name': application.name },
    };
    return [own, ...inner];
  }

  #state(application: Application): { failing: number; latencyMs: number } {
    const deployment = this.#cluster.read({
      resource: 'deployments.apps',
      namespace,
      name: application.name,
    });
    const available = readNumber(0, deployment, 'status', 'availableReplicas');
    const wanted = readNumber(application.replicas, deployment, 'spec', 'replicas');
    if (available === 0) return { failing: 1, latencyMs: longestLatencyMs };
    const use = this.load(application) / (available * application.capacityPerPod);
    // Pods that are there but die take their share of the requests with them until they are taken out.
    const missing = Math.max(0, wanted - available) / wanted;
    return {
      failing: Math.max(missing, use > 1 ? 1 - 1 / use : 0),
      latencyMs: Math.min(
        longestLatencyMs,
        use < 0.9 ? baseLatencyMs : baseLatencyMs * (1 + (use - 0.9) * 20),
      ),
    };
  }
}

const operations: Readonly<Record<string, string>> = {
  frontend: 'POST /cart/checkout',
  checkout: 'POST /orders',
  payments: 'POST /charges',
  catalog: 'GET /items',
};
