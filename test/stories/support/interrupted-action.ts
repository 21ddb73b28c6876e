import { vi } from 'vitest';
import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { FaultKind } from '../../../src/drill/kubernetes/fault.ts';
import type { RequestRecord } from '../../../src/drill/kubernetes/request-record.ts';
import { answersWithinMs } from './patience.ts';
import { plansOf } from './plans.ts';
import { shopDeployment } from './shop-deployment.ts';
import type { Story } from './start-story.ts';

/**
 * One action on an object of its own, whose name is also that of the channel where it is asked for, so that the plans
 * of several do not wait for each other: Slack takes one post a second in a channel.
 */
export interface InterruptedAction {
  name: string;
  action: 'rollback' | 'scale' | 'cordon';
}

/** A Deployment with two revisions of one pod each. */
export async function deployTwice({ kubernetes }: Story, name: string): Promise<void> {
  for (const revision of [1, 2]) {
    const image = `shop/${name}:${revision}`;
    kubernetes.apply(shopDeployment(name, image, 1), { manager: 'ci-deploy' });
    await kubernetes.until(
      () => {
        const deployment = kubernetes.read({ resource: 'deployments.apps', namespace: 'shop', name });
        const { observedGeneration, ...counts } = (deployment?.['status'] ?? {}) as Record<string, number>;
        return (
          observedGeneration === deployment?.metadata.generation &&
          [counts['replicas'], counts['updatedReplicas'], counts['availableReplicas']].every(
            (count) => count === 1,
          )
        );
      },
      { timeoutMs: answersWithinMs },
    );
  }
}

/** In the channel, or in the thread of its incident's card there. */
function planOf({ workspace }: Story, name: string): Message | undefined {
  const channel = workspace.channelId(name);
  const roots = workspace.messages(channel);
  return [undefined, ...roots].flatMap((root) => plansOf({ workspace, channel }, root))[0];
}

/** Asks and waits for the plan. */
export async function ask(story: Story, { name, action }: InterruptedAction): Promise<void> {
  const words = {
    rollback: `rollback deploy/${name} -n shop`,
    scale: `scale deploy/${name} 2 -n shop`,
    cordon: `cordon ${name}`,
  };
  await story.workspace.person('ana').command('/mw', words[action], { channel: name });
  await story.workspace.waitFor(() => planOf(story, name), {
    timeoutMs: answersWithinMs,
    what: `a plan for ${name}`,
  });
}

/** Cleo may approve everything. Resolves when Slack has the acknowledgement. */
export async function approve(story: Story, { name }: InterruptedAction): Promise<void> {
  const { outcome } = await story.workspace
    .person('cleo')
    .press({ channel: name, ts: planOf(story, name)?.ts ?? '', actionId: 'mw_approve' });
  if (outcome !== 'acknowledged') throw new Error(`the click on ${name}: ${outcome}`);
}

/** Waits until the API server has seen a request about the object. */
export async function seen(
  story: Story,
  name: string,
  matches: (request: RequestRecord) => boolean,
): Promise<void> {
  await vi.waitFor(
    () => {
      if (!requestsOf(story, name).some(matches)) throw new Error(`no such request about ${name}`);
    },
    { timeout: answersWithinMs, interval: 5 },
  );
}

export function requestsOf(story: Story, name: string): RequestRecord[] {
  return story.kubernetes.requests().filter((request) => request.name === name);
}

/** Lets something happen to the reads, the trials or the real calls about an object. */
export function disturb(
  story: Story,
  name: string,
  what: 'reads' | 'trial' | 'call',
  fault: FaultKind,
  times = Infinity,
): () => void {
  const path = {
    reads: new RegExp(`/${name}(\\?|$)`),
    trial: new RegExp(`/${name}(/scale)?\\?.*dryRun=All`),
    call: new RegExp(`/${name}(/scale)?\\?(?!.*dryRun)`),
  };
  return story.kubernetes.injectFault({
    method: what === 'reads' ? 'GET' : 'PATCH',
    path: path[what],
    fault,
    times,
  });
}

/**
 * Approves, and calls `between` after the last look of the approval and before the first one of the execution: the
 * trial run that the approval ends with is held up meanwhile.
 */
export async function approveAnd(
  story: Story,
  action: InterruptedAction,
  between: () => void,
): Promise<void> {
  disturb(story, action.name, 'trial', { kind: 'delay', ms: 500 }, 1);
  await approve(story, action);
  await seen(story, action.name, ({ fault, dryRun }) => dryRun && fault === 'delay');
  between();
}

/** The calls about an object that changed it. */
export function changesOf(story: Story, name: string): readonly { uri: string }[] {
  return story.mutations().filter(({ uri }) => new RegExp(`/${name}[/?]`).test(uri));
}

/** What its message says by now. */
export function told(story: Story, { name }: InterruptedAction): string {
  const plan = planOf(story, name);
  return plan === undefined ? '' : textOf(plan);
}

export function executionOf(story: Story, action: InterruptedAction): string {
  return /Execution\* `([a-z0-9]+)`/.exec(told(story, action))?.[1] ?? '';
}
