/** A workload, read from the name of one of its pods. */
export interface PodWorkload {
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job';
  name: string;
}

/**
 * The hash in a ReplicaSet's name: a 32-bit number in decimal, its digits put through SafeEncodeString, which maps 0-9
 * to 456789bcdf (k8s.io/apimachinery/pkg/util/rand, kubernetes/pkg/controller/controller_utils.go). Nearly always 8 to 10 long.
 */
const replicaSetHash = '[4-9bcdf]{6,10}';

/** Suffixes that the API server makes for generateName: five of the letters and digits that form no words. */
const generatedSuffix = '[bcdfghjklmnpqrstvwxz2456789]{5}';

/** After a hash the suffix proves nothing more, so that any five will do (imitations in tests use others). */
const anySuffix = '[a-z0-9]{5}';

const patterns: readonly (readonly [PodWorkload['kind'], RegExp])[] = [
  ['Deployment', new RegExp(`^(.+)-${replicaSetHash}-${anySuffix}$`)],
  // Of a CronJob's run, or of a Job that somebody numbered. A minute starts with 1 or 2, which no hash contains.
  ['Job', new RegExp(`^(.+-\\d+)-${anySuffix}$`)],
  // A StatefulSet of more than 10,000 pods does not exist; a long number is a time or a build.
  ['StatefulSet', /^(.+)-(?:0|[1-9]\d{0,3})$/],
  // A DaemonSet's pod, or a Job's, or one of a ReplicaSet without a Deployment: the name cannot tell.
  ['DaemonSet', new RegExp(`^(.+)-${generatedSuffix}$`)],
];

/** Reads the workload from a pod's name; undefined when the name follows no workload's pattern. */
export function podWorkload(pod: string): PodWorkload | undefined {
  if (pod.length > 253) return undefined;
  for (const [kind, pattern] of patterns) {
    const name = pattern.exec(pod)?.[1];
    if (name !== undefined) return { kind, name };
  }
  return undefined;
}

const hashedReplicaSet = new RegExp(`^(.+)-${replicaSetHash}$`);

/** `checkout-7d9f8c6b5` → `checkout`; undefined for a ReplicaSet that no Deployment made. */
export function replicaSetDeployment(replicaSet: string): string | undefined {
  return hashedReplicaSet.exec(replicaSet)?.[1];
}

/** CronJob runs are named by their scheduled minute since 1970: 8 digits from 1989 to 2160 (kubernetes/pkg/controller/cronjob). */
const scheduledMinute = '[12]\\d{7}';

const cronJobRun = new RegExp(`^(.+)-${scheduledMinute}$`);

/** `report-29384720` → `report`: the CronJob that made this Job; undefined for other Jobs. */
export function jobCronJob(job: string): string | undefined {
  return cronJobRun.exec(job)?.[1];
}
