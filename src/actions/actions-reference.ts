import { durationInWords } from '../model/duration-in-words.ts';
import type { Action } from './action.ts';
import { catalogue } from './catalogue.ts';
import { recordWarnings, warningKinds, warningPermissions } from './warnings/warning-kinds.ts';
import { mostParts } from './several/resolve-parts.ts';

/** The text of docs/actions.md; a test holds the file to it. */
export function actionsReference(): string {
  const actions = Object.values(catalogue);
  return `# Actions

Made from \`src/actions\`; after a change there run \`npx vitest run test/actions/actions-reference.test.ts -u\`.

An action is a typed operation, never a shell string. It is planned against the live cluster (exact parameters, diff,
server dry run, warnings), approved by people whom the policy names, carried out once, verified, and can be undone.

| Action | What it does | Kinds | Risk | Reversible | Warnings |
|---|---|---|---|---|---|
${actions.map(row).join('\n')}

The risk stands on the plan, and a policy may ask for more approvals by it. Every plan also knows the warnings
${recordWarnings.map((name) => `*${name}*`).join(' and ')}; those of one action alone (the last ready pod, a version without a fixed tag, …) stand in its file.

## Calls
| Action | The one call | Undo |
|---|---|---|
${actions.map(callRow).join('\n')}

## Warnings
| Warning | What it tells |
|---|---|
${Object.entries(warningKinds).map(warningRow).join('\n')}

What cannot be read, or not within 2 seconds, is said to be unknown; the plan does not wait for it. An approver sees the same
warnings as the asker. They never refuse: what is certain to fail is refused by the plan itself.

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
- Five minutes after its approval nothing is sent any more (a drain: its own time).

## Actions of several steps
Some plans need more than one call: a drain, and every plan for several objects. They have one digest and one approval.
Each call is a step with a mark of its own, \`middlewatch-<action>-<execution id>-<n>\`, that is committed before it leaves.
- **Level-triggered.** What is to be done follows from the cluster and from the committed steps, never from memory: a new
  process goes on where the old one was killed. A step that may have left is looked for before anything else.
- **Progress** stands on the plan's message: \`Evicted 7 of 12; waiting: disruption budget shop/checkout allows 0\`.
- **Abort**: a button there, or \`/mw abort [EXECUTION]\`, by anybody who is mapped, for it starts nothing. From its commit on no
  step begins; a freeze does the same. The message says what was done and what not, the verdict is at best *partly done*,
  and undo takes back what was done.

**Several objects** of one kind, namespace and cluster, at most ${mostParts}: \`/mw cordon node-1 node-2\`, \`/mw restart deploy/a deploy/b -n shop\`,
\`/mw cordon -l pool=blue\`, \`/mw restart deploy -l app=x -n shop\`. Every action takes them but drain and the silences; its own file knows only
one object. Each is planned by itself, with its own dry run; what is so already is left out and named; one refusal refuses all.
The digest covers the uids and facts of all, and which objects have the labels: when one joins or leaves, the plan is superseded.
They are done one after the other, until the first that fails. After five minutes no further one begins.

**Drain** follows kubectl's rules and order: pods of DaemonSets and static pods stay; pods that have ended go. Pods without a
controller, those whose DaemonSet is gone, and those with emptyDir data refuse the plan and are named;
\`--delete-emptydir-data\` lets the last go, there is no \`--force\`. Each eviction is tried with dryRun=All, which asks the budgets, one by
one: together they may be more than a budget allows, so the plan says how many it allows at a time. Room on other nodes
is by requests alone. Its facts are the cordon and the controllers of the pods, not the pods: these are replaced all the time,
while another version or another workload is another decision. A pod of a controller that was not in the plan is left
alone and named; so is a node that somebody uncordons meanwhile. A budget that says no (429) is asked again
every five seconds, until \`--timeout\` (10 minutes by default, 6 hours at most) has passed.

## Verdicts
| Action | Worked means | Gives up after |
|---|---|---|
${verdictRows(actions).join('\n')}
| several objects | each as above; in total the worst of them, *partly done* where not all were done | as above |

At its deadline a verdict is *no effect*, *partly done*, *worse* or *unknown*, never *worked*.

Where the incident's alerts have expressions and the cluster a Prometheus, what changes workloads or their traffic is judged
by them too, with their values before and after: while an expression still holds, *worked* waits until the past has left its
window (\`[5m]\` and half a minute); then it is *worse* or *no effect* by the value, *unknown* while it gets better. What looks
back further than verification does is only said. An undo is judged by what it brings back.

## Rights
${actions.map(rights).join('\n')}
\`middlewatch rbac --config FILE\` prints the roles for what the policy enables. Where an action takes all objects that have labels (\`-l\`),
it also needs \`list\` on their kind.
`;
}

function row({ name, summary, kinds, risks, irreversible, warnings }: Action): string {
  const reversible = irreversible === true ? 'no' : 'yes';
  return `| ${name} | ${summary} | ${kinds.join(', ')} | ${risks} | ${reversible} | ${warnings.join(', ')} |`;
}

function callRow({ name, call, undo }: Action): string {
  return `| ${name} | ${call} | ${undo} |`;
}

function warningRow([name, { tells }]: [string, { tells: string }]): string {
  return `| ${name} | ${tells} |`;
}

function factRows({ name, digestFacts }: Action): string[] {
  return Object.entries(digestFacts).map(([fact, meaning]) => `| ${name} | \`${fact}\` | ${meaning} |`);
}

/** Actions of which the same is true share a row. */
function verdictRows(actions: readonly Action[]): string[] {
  const rows = new Map<string, string[]>();
  for (const { name, worked, verifyForMs } of actions) {
    const until = verifyForMs === undefined ? '`actions.verifyFor`' : durationInWords(verifyForMs);
    const text = `${worked} | ${until}`;
    rows.set(text, [...(rows.get(text) ?? []), name]);
  }
  return [...rows].map(([text, names]) => `| ${names.join(', ')} | ${text} |`);
}

function rights({ name, permissions, warnings }: Action): string {
  const needed = [...permissions, ...warningPermissions(name, warnings)];
  if (needed.length === 0) return `- **${name}**: none in Kubernetes; what Alertmanager's API asks for`;
  const list = needed.map(
    ({ apiGroup, resources, verbs }) =>
      `${verbs.join(', ')} ${resources.map((one) => `\`${apiGroup === '' ? one : `${one}.${apiGroup}`}\``).join(', ')}`,
  );
  return `- **${name}**: ${[...new Set(list)].join('; ')}`;
}
