import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlertingRule } from '../support/start-prometheus.ts';

/** A Deployment whose pods can be ill; each pod has an alert of its own. */
export interface IllWorkload {
  name: string;
  namespace: string;
  alertname: string;
  pods: number;
}

export interface IllPods {
  /** `127.0.0.1:1234`, to scrape. */
  address: string;
  /** From the next scrape on all pods of these workloads are ill, or well. */
  set(workloads: readonly IllWorkload[], state: 'ill' | 'well'): void;
  stop: () => Promise<void>;
}

/** Letters that Kubernetes makes names of: k8s.io/apimachinery/pkg/util/rand. */
const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** `checkout-7d9f8b6c5d-bbbbc`: as a Deployment's pods are called. */
export function podName(workload: Pick<IllWorkload, 'name'>, index: number): string {
  const suffix = [4, 3, 2, 1, 0]
    .map((digit) => letters[Math.floor(index / letters.length ** digit) % letters.length])
    .join('');
  return `${workload.name}-7d9f8b6c5d-${suffix}`;
}

/** A metrics page on loopback with one gauge a pod. */
export async function serveIllPods(workloads: readonly IllWorkload[]): Promise<IllPods> {
  const ill = new Set<IllWorkload>();
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(`# TYPE pod_ill gauge\n${workloads.map((one) => linesOf(one, ill.has(one))).join('')}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    set(some, state) {
      for (const one of some) {
        if (state === 'ill') ill.add(one);
        else ill.delete(one);
      }
    },
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function linesOf(workload: IllWorkload, ill: boolean): string {
  const { namespace, alertname, pods } = workload;
  return Array.from(
    { length: pods },
    (_, index) =>
      `pod_ill{namespace="${namespace}",pod="${podName(workload, index)}",kind="${alertname}"} ${ill ? 1 : 0}\n`,
  ).join('');
}

/** One rule an alert name. */
export function rulesOf(workloads: readonly IllWorkload[]): AlertingRule[] {
  return [...new Set(workloads.map(({ alertname }) => alertname))].map((alert) => ({
    alert,
    expr: `max by (namespace, pod) (pod_ill{kind="${alert}"}) == 1`,
    labels: { severity: 'warning' },
    annotations: { summary: 'Pod {{ $labels.namespace }}/{{ $labels.pod }} is ill.' },
  }));
}
