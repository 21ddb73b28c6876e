import type { Alert } from '../model/alert.ts';

/**
 * Reads a label of the thing that the alert speaks of. Without honorLabels Prometheus keeps the target's own `namespace`
 * or `pod` and moves those of the sample to `exported_…`: these win.
 */
export function objectLabel(alert: Pick<Alert, 'labels'>, name: string): string | undefined {
  return alert.labels[`exported_${name}`] ?? alert.labels[name];
}

/** The pod that is ill, not the one that was scraped. */
export function victimPod(alert: Pick<Alert, 'labels'>): string | undefined {
  const { labels } = alert;
  if (labels['exported_pod'] !== undefined) return labels['exported_pod'];
  // The sample's own namespace was moved aside and it had no pod: `pod` is the exporter's.
  if (labels['exported_namespace'] !== undefined) return undefined;
  return labels['pod'];
}

/** True for an exporter that speaks about other things than itself: its `service`, `container` and `instance` are no subject. */
export function isExporter(name: string | undefined): boolean {
  return (
    name !== undefined && /(?:^|[-_/])(?:kube-state-metrics|node[-_]exporter|kubelet|cadvisor)$/.test(name)
  );
}

/** True when `instance` is a node: what node-exporter scraped says which machine, its pod labels only say who looked. */
export function isNodeExporterAlert(alert: Pick<Alert, 'labels'>): boolean {
  const { labels } = alert;
  if (labels['instance'] === undefined) return false;
  if (labels['job'] !== undefined) return /(?:^|[-_/])node[-_]exporter$/.test(labels['job']);
  // The rule may have dropped `job`; a pod beside the instance makes it somebody's NodeJSHeapHigh.
  return labels['pod'] === undefined && /^Node[A-Z]/.test(labels['alertname'] ?? '');
}

/** `node-3:9100` → `node-3`, `[fd00::3]:9100` → `fd00::3`. Where it is an address, the node is found by its addresses. */
export function instanceHost(instance: string): string {
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(instance)?.[1];
  if (bracketed !== undefined) return bracketed;
  return instance.replace(/^([^:]+):\d+$/, '$1');
}

const controlPlaneJobs: ReadonlySet<string> = new Set([
  'apiserver',
  'kube-apiserver',
  'kubernetes-apiservers',
  'kube-scheduler',
  'kube-controller-manager',
]);

/** True for alerts about API server, scheduler or controller manager: they fall ill together. */
export function isControlPlaneAlert(alert: Pick<Alert, 'labels'>): boolean {
  const { labels } = alert;
  if (labels['job'] !== undefined && controlPlaneJobs.has(labels['job'])) return true;
  return /^Kube(?:API|Scheduler|ControllerManager)/.test(labels['alertname'] ?? '');
}
