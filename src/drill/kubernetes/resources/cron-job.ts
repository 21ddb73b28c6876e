import type { KubeObject } from '../kube-object.ts';
import type { Job } from './workload-types.ts';

/** The parts of a CronJob that its controller reads. */
export interface CronJob extends KubeObject {
  spec: {
    schedule: string;
    suspend?: boolean;
    concurrencyPolicy?: string;
    successfulJobsHistoryLimit?: number;
    failedJobsHistoryLimit?: number;
    jobTemplate: {
      metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
      spec: Job['spec'];
    };
  };
  status: { active?: unknown[]; lastScheduleTime?: string; lastSuccessfulTime?: string };
}
