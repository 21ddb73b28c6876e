import type { Action } from './action.ts';
import { catalogue } from './catalogue.ts';

/** The text of docs/actions.md; a test holds the file to it. */
export function actionsReference(): string {
  const actions = Object.values(catalogue);
  return `# Actions

Made from \`src/actions\`; after a change there run \`npx vitest run test/actions/actions-reference.test.ts -u\`.

An action is a typed operation, never a shell string. It is planned against the live cluster (exact parameters, diff,
server dry run, warnings), approved by people whom the policy names, carried out once, verified, and can be undone.

| Action | What it does | Kinds | Call | Undo |
|---|---|---|---|---|
${actions.map(row).join('\n')}

## What a digest covers
An approval names the digest of a plan: SHA-256 over cluster, exact parameters, the target's uid and the facts below, in
canonical JSON. Approval and execution plan again and compare: with any other fact nothing is changed.

| Action | Fact | What it is |
|---|---|---|
${actions.flatMap(factRows).join('\n')}

## At most once
- Each call holds the \`metadata.resourceVersion\` of the state that was looked at. If the object was written since, the API
  server answers 409; then it is read and compared again, at most three times in a row.
- A pod that is deleted or evicted is named by its uid instead, for its status is written all the time; what \`run-now\`, \`rerun\` and
  \`backup\` make and a silence carry the execution's id in their name or comment, so that a second one is noticed.
- Its field manager, and on main resources the annotation \`middlewatch.dev/execution\`, is \`middlewatch-<action>-<execution id>\`.
- After a crash, a lost answer or an answer that says nothing (5xx, 429) the cluster is looked at first. The call is
  repeated only when the look says *not done*; what cannot be told is not repeated but verified.
- Alertmanager has no resourceVersion: a silence is found by the execution in its comment, on all replicas ([silences.md](silences.md)).
- Five minutes after its approval nothing is sent any more.

## Verdicts
| Action | Worked means | Gives up after |
|---|---|---|
| rollback, restart, set-image, set-resources | kubectl's rollout status is complete, and the new pods ran for \`actions.stableFor\` without a restart; three restarts of one of their containers end it as without effect | \`actions.verifyFor\` |
| rollback of a Rollout | Argo's phase is Healthy with the revision, and its pods ran for \`actions.stableFor\` without a restart; Degraded is without effect or worse; a pause that waits for a person ends it as unknown | \`actions.verifyFor\` |
| restart of a Rollout | \`status.restartedAt\` is what \`spec.restartAt\` is: no older pod is left | \`actions.verifyFor\` |
| abort-rollout | \`status.abortedAt\` is set, nothing goes to the new version any more, all pods are available | \`actions.verifyFor\` |
| promote | the phase is Healthy with one version; by one step also: it waits for a person further on; aborted since is worse | \`actions.verifyFor\` |
| retry | the phase is Healthy with one version, or it waits for a person on its way; aborted again is without effect | \`actions.verifyFor\` |
| pause, resume, suspend, halt | the field is as it was set | 1 minute |
| traffic | what was set stands for 10 seconds; of a Service: ready pods are behind it | 2 minutes |
| scale | as many pods available as wanted, none left over | \`actions.verifyFor\` |
| silence, silence-extend | Alertmanager lists it with this end | 1 minute |
| silence-expire | Alertmanager says that it has expired | 1 minute |
| cordon, uncordon | \`spec.unschedulable\` and the taint \`node.kubernetes.io/unschedulable\` agree | 1 minute |
| hpa | the bounds stand, also on the autoscaler that KEDA makes | 2 minutes |
| delete-pod, evict-pod | a new pod of the same controller is ready; without a controller: the pod is gone | \`actions.verifyFor\` |
| run-now, rerun | the job completed; a failed one is without effect | \`actions.verifyFor\` |
| grow-claim | \`status.capacity\` is as large as asked for: the file system has grown too | \`actions.verifyFor\` |
| backup | Velero's phase is Completed; PartiallyFailed is without effect | \`actions.verifyFor\` |
| sync-secret | \`status.refreshTime\` is later than before and Ready is True | 2 minutes |
| taint, untaint | the node has the taint, or has it no more | 1 minute |

At its deadline a verdict is *no effect*, *worse* or *unknown*, never *worked*.

## Rights
${actions.map(rights).join('\n')}
\`middlewatch rbac --config FILE\` prints the roles for what the policy enables.
`;
}

function row({ name, summary, kinds, call, undo }: Action): string {
  return `| ${name} | ${summary} | ${kinds.join(', ')} | ${call} | ${undo} |`;
}

function factRows({ name, digestFacts }: Action): string[] {
  return Object.entries(digestFacts).map(([fact, meaning]) => `| ${name} | \`${fact}\` | ${meaning} |`);
}

function rights({ name, permissions }: Action): string {
  if (permissions.length === 0) return `- **${name}**: none in Kubernetes; what Alertmanager's API asks for`;
  const list = permissions.map(
    ({ apiGroup, resources, verbs }) =>
      `${verbs.join(', ')} ${resources.map((one) => `\`${apiGroup === '' ? one : `${one}.${apiGroup}`}\``).join(', ')}`,
  );
  return `- **${name}**: ${list.join('; ')}`;
}
