import type { KubernetesHandle } from '../kubernetes/kubernetes-handle.ts';
import type { SimulatedPrometheus } from '../prometheus/start-prometheus.ts';
import type { Workspace } from '../slack/start-workspace.ts';
import type { SimulatedTraces } from '../traces/start-traces.ts';
import type { Traffic } from './traffic.ts';

/** The simulated world that the unchanged bot runs in: every part is a real server on loopback. */
export interface World {
  kubernetes: KubernetesHandle;
  prometheus: SimulatedPrometheus;
  traces: SimulatedTraces;
  workspace: Workspace;
  traffic: Traffic;
  /** Of Alertmanager's API. */
  alertmanagerUrl: string;
  /** Sends alerts to the bot's webhook from now on. */
  connectAlertmanager(webhookUrl: string, token: string): void;
  /** The statuses that the webhook answered, oldest first. */
  deliveries(): readonly number[];
  stop(): Promise<void>;
}
