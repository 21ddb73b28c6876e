import { fileURLToPath } from 'node:url';
import { kubernetesVersion } from '../control-plane/build-control-plane.ts';
import { actionCases, notPlayed } from './action-cases.ts';
import { caseName } from './action-case.ts';
import { planCases } from './plan-cases.ts';
import { markdownTable } from './outcome-table.ts';

export const documentPath = fileURLToPath(new URL('../../../docs/actions-on-kubernetes.md', import.meta.url));

/** docs/actions-on-kubernetes.md: the table of one run without a fault. */
export function actionsDocument(rows: readonly (readonly string[])[]): string {
  const missing = Object.entries(notPlayed).map(([action, why]) => `- **${action}**: ${why}`);
  const played = actionCases.flatMap((one) =>
    one.controller === undefined ? [] : [`- **${caseName(one)}**: ${one.controller.name}`],
  );
  return `# The actions on a real Kubernetes

Made by \`npm run e2e:actions -- --docs\` against Kubernetes ${kubernetesVersion}.

Each action is asked for in Slack by Ana, approved by Ben, carried out by the bot process, verified, and undone by
\`/mw undo\`; the API server's own audit log is the judge. Once the bot acts under its own service account, once under
Ana's name by impersonation; both have exactly what \`middlewatch rbac\` prints. Every call carries the execution's id as
its field manager (a deletion has none), and under Ana's name the two extras that name her Slack user and the incident.
What is answered 409, because somebody wrote in between, changed nothing and is not counted; the bot looks and sends it anew.
Dora, whom the policy lets ask and whom Kubernetes lets only read, is refused by the API server, and nothing changes.

${markdownTable(rows)}

## What a plan says beforehand
On the same cluster, each compared with what the API server then does:
${planCases.map(({ name, answer }) => `- ${name}: ${answer === 'plan' ? 'a warning in the plan' : 'no plan is made'}`).join('\n')}

${missing.length === 0 ? '' : `## Not in this table\n${missing.join('\n')}\n\n`}## What is real, and what is played
etcd, API server, controller manager and scheduler are those of Kubernetes; silences are made in Debian's Alertmanager, which
keeps no audit log: what stands before it counts its calls. kwok plays the kubelets: a pod runs and is
ready about a second after it has a node, its containers are no processes, a Job's pod completes after a second, and a
deleted pod is gone at once. So what a container does with a signal, a grace period, a limit or a probe is not seen here, nor
volumes being mounted or grown. Metrics do not exist, so no autoscaler scales. Controllers that are not part of
Kubernetes are played by the test, as far as the case needs them:
${played.join('\n')}
`;
}
