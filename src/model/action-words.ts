import type { ActionValueName } from './action-value.ts';

/** How people speak of an action: the one place for command grammar, buttons and sentences. */
export interface ActionWords {
  /** Other words for it, in commands. */
  aliases: readonly string[];
  /** What it is offered for; a name alone means the first. */
  kinds: readonly [string, ...string[]];
  /** Values beside the object, each with a flag of its own. */
  values: readonly ActionValueName[];
  /** The value that may stand as a bare last word: `scale deploy/checkout 5`. */
  bareValue?: ActionValueName;
  /** The value that may stand as words with `=`, `:` or a last `-`, none of which a name has: `set-image deploy/checkout app=shop/checkout:1.6`. */
  pairValue?: ActionValueName;
  /** At least one of these must be there; `ask` is the question when none is. */
  needs?: { oneOf: readonly ActionValueName[]; ask: string };
  /** Absent: several objects in one command make one plan. */
  several?: 'never';
  /** `roll back` */
  infinitive: string;
  /** `rolled back` */
  participle: string;
  /** What stands on a button, before the object or value. */
  label: string;
  /** As typed after `/mw`. */
  example: string;
}

/** The actions by name, in the order in which they are offered: one entry here, one file in actions/. */
const words = {
  rollback: {
    aliases: [],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'],
    values: ['revision'],
    bareValue: 'revision',
    infinitive: 'roll back',
    participle: 'rolled back',
    label: 'Roll back',
    example: 'rollback deploy/checkout -n shop --to 13',
  },
  restart: {
    aliases: [],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'],
    values: [],
    infinitive: 'restart',
    participle: 'restarted',
    label: 'Restart',
    example: 'restart deploy/checkout -n shop',
  },
  pause: {
    aliases: [],
    kinds: ['Deployment', 'Rollout'],
    values: [],
    infinitive: 'pause',
    participle: 'paused',
    label: 'Pause',
    example: 'pause deploy/checkout -n shop',
  },
  resume: {
    aliases: ['unpause', 'unsuspend'],
    kinds: ['Deployment', 'CronJob', 'Rollout', 'Canary'],
    values: [],
    infinitive: 'resume',
    participle: 'resumed',
    label: 'Resume',
    example: 'resume deploy/checkout -n shop',
  },
  suspend: {
    aliases: [],
    kinds: ['CronJob'],
    values: [],
    infinitive: 'suspend',
    participle: 'suspended',
    label: 'Suspend',
    example: 'suspend cronjob/report -n shop',
  },
  scale: {
    aliases: [],
    kinds: ['Deployment', 'StatefulSet', 'ReplicaSet', 'Rollout'],
    values: ['replicas'],
    bareValue: 'replicas',
    needs: { oneOf: ['replicas'], ask: 'To how many replicas?' },
    infinitive: 'scale',
    participle: 'scaled',
    label: 'Scale',
    example: 'scale deploy/checkout 5 -n shop',
  },
  cordon: {
    aliases: [],
    kinds: ['Node'],
    values: [],
    infinitive: 'cordon',
    participle: 'cordoned',
    label: 'Cordon',
    example: 'cordon node-3',
  },
  uncordon: {
    aliases: [],
    kinds: ['Node'],
    values: [],
    infinitive: 'uncordon',
    participle: 'uncordoned',
    label: 'Uncordon',
    example: 'uncordon node-3',
  },
  'set-image': {
    aliases: ['setimage'],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
    values: ['image'],
    pairValue: 'image',
    needs: { oneOf: ['image'], ask: 'Which container gets which image?' },
    infinitive: 'set the image of',
    participle: 'given another image',
    label: 'Set an image',
    example: 'set-image deploy/checkout app=shop/checkout:1.6 -n shop',
  },
  'set-resources': {
    aliases: [],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
    values: ['container', 'limits', 'requests', 'from'],
    needs: { oneOf: ['limits', 'requests', 'from'], ask: 'Which limits or requests?' },
    infinitive: 'set the resources of',
    participle: 'given other resources',
    label: 'Set resources',
    example: 'set-resources deploy/checkout --limits memory=1Gi --requests cpu=500m -n shop',
  },
  hpa: {
    aliases: ['autoscaler'],
    kinds: ['HorizontalPodAutoscaler'],
    values: ['minimum', 'maximum'],
    needs: { oneOf: ['minimum', 'maximum'], ask: 'Which minimum or maximum?' },
    infinitive: 'set the bounds of',
    participle: 'given bounds',
    label: 'Set the bounds',
    example: 'hpa checkout --min 4 --max 12 -n shop',
  },
  'delete-pod': {
    aliases: [],
    kinds: ['Pod'],
    values: [],
    infinitive: 'delete',
    participle: 'deleted',
    label: 'Delete the pod',
    example: 'delete-pod checkout-6d4cf56db6-abcde -n shop',
  },
  'evict-pod': {
    aliases: ['evict'],
    kinds: ['Pod'],
    values: [],
    infinitive: 'evict',
    participle: 'evicted',
    label: 'Evict the pod',
    example: 'evict-pod checkout-6d4cf56db6-abcde -n shop',
  },
  'run-now': {
    aliases: ['trigger'],
    kinds: ['CronJob'],
    values: [],
    infinitive: 'run',
    participle: 'run now',
    label: 'Run now',
    example: 'run-now cronjob/report -n shop',
  },
  drain: {
    aliases: [],
    kinds: ['Node'],
    values: ['duration', 'emptyDirData'],
    several: 'never',
    infinitive: 'drain',
    participle: 'drained',
    label: 'Drain',
    example: 'drain node-3 --timeout 15m',
  },
  'abort-rollout': {
    aliases: ['abort-canary'],
    kinds: ['Rollout'],
    values: [],
    infinitive: 'abort',
    participle: 'aborted',
    label: 'Abort the new version',
    example: 'abort rollout/checkout -n shop',
  },
  promote: {
    aliases: [],
    kinds: ['Rollout'],
    values: ['promotion'],
    bareValue: 'promotion',
    infinitive: 'promote',
    participle: 'promoted',
    label: 'Promote',
    example: 'promote rollout/checkout full -n shop',
  },
  retry: {
    aliases: [],
    kinds: ['Rollout'],
    values: [],
    infinitive: 'retry',
    participle: 'retried',
    label: 'Retry the new version',
    example: 'retry rollout/checkout -n shop',
  },
  halt: {
    aliases: [],
    kinds: ['Canary'],
    values: [],
    infinitive: 'halt',
    participle: 'halted',
    label: 'Halt',
    example: 'halt canary/checkout -n shop',
  },
  traffic: {
    aliases: ['switch-traffic'],
    kinds: ['Service', 'VirtualService', 'Ingress', 'HTTPRoute'],
    values: ['traffic', 'route'],
    bareValue: 'traffic',
    pairValue: 'traffic',
    needs: { oneOf: ['traffic'], ask: 'Where shall the traffic go?' },
    infinitive: 'switch the traffic of',
    participle: 'given other traffic',
    label: 'Switch the traffic',
    example: 'traffic svc/checkout version=blue -n shop',
  },
  rerun: {
    aliases: [],
    kinds: ['Job'],
    values: [],
    infinitive: 'run again',
    participle: 'run again',
    label: 'Run again',
    example: 'rerun job/migrate -n shop',
  },
  'grow-claim': {
    aliases: ['grow'],
    kinds: ['PersistentVolumeClaim'],
    values: ['size'],
    bareValue: 'size',
    needs: { oneOf: ['size'], ask: 'How large?' },
    infinitive: 'grow',
    participle: 'grown',
    label: 'Grow the claim',
    example: 'grow-claim pvc/data 20Gi -n shop',
  },
  backup: {
    aliases: [],
    kinds: ['Schedule', 'Namespace'],
    values: [],
    infinitive: 'back up',
    participle: 'backed up',
    label: 'Back up now',
    example: 'backup schedule/nightly',
  },
  'sync-secret': {
    aliases: ['sync'],
    kinds: ['ExternalSecret'],
    values: [],
    infinitive: 'sync',
    participle: 'synchronized',
    label: 'Sync the secret',
    example: 'sync-secret es/db-credentials -n shop',
  },
  taint: {
    aliases: [],
    kinds: ['Node'],
    values: ['taint'],
    pairValue: 'taint',
    needs: { oneOf: ['taint'], ask: 'Which taint?' },
    infinitive: 'taint',
    participle: 'tainted',
    label: 'Taint',
    example: 'taint node-3 dedicated=batch:NoSchedule',
  },
  untaint: {
    aliases: [],
    kinds: ['Node'],
    values: ['taint'],
    pairValue: 'taint',
    needs: { oneOf: ['taint'], ask: 'Which taint?' },
    infinitive: 'take a taint off',
    participle: 'rid of a taint',
    label: 'Take a taint off',
    example: 'untaint node-3 dedicated:NoSchedule',
  },
  silence: {
    aliases: ['mute'],
    kinds: ['Silence'],
    values: ['matchers', 'duration', 'until', 'reason'],
    several: 'never',
    infinitive: 'silence',
    participle: 'silenced',
    label: 'Silence',
    example: 'silence 2h alertname="KubePodCrashLooping" namespace="shop" --reason "known, waits for 1.6"',
  },
  'silence-extend': {
    aliases: [],
    kinds: ['Silence'],
    values: ['duration', 'until'],
    several: 'never',
    infinitive: 'extend',
    participle: 'extended',
    label: 'Extend a silence',
    example: 'silence extend 4f1c2b3a 2h',
  },
  'silence-expire': {
    aliases: ['unsilence'],
    kinds: ['Silence'],
    values: [],
    several: 'never',
    infinitive: 'expire',
    participle: 'expired',
    label: 'Expire a silence',
    example: 'silence expire 4f1c2b3a',
  },
} as const satisfies Record<string, ActionWords>;

export type ActionName = keyof typeof words;
export const actionNames = Object.keys(words) as readonly ActionName[];
export const actionWords: Readonly<Record<ActionName, ActionWords>> = words;

/** Nodes have no namespace: commands for them take no `-n`. */
export function actsOnNodes(action: ActionName): boolean {
  return actionWords[action].kinds[0] === 'Node';
}
