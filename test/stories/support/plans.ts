import { textOf } from '../../../src/drill/play/find-button.ts';
import type { Message } from '../../../src/drill/slack/message.ts';
import type { Story } from './start-story.ts';
import { answersWithinMs } from './patience.ts';

const isPlan = (message: Message): boolean =>
  String(message.metadata?.event_payload['message']).startsWith('plan/');

/** The plans of a channel's root messages, or of a thread, oldest first. */
export function plansOf({ workspace, channel }: Pick<Story, 'workspace' | 'channel'>, root?: Message) {
  const messages = root === undefined ? workspace.messages(channel) : workspace.thread(channel, root.ts);
  return messages.filter(isPlan);
}

/** Asks by `/mw` and waits for the plan that it makes; in the channel, or in the thread of `root`. */
export async function planFor(
  story: Story,
  name: string,
  command: string,
  options: { root?: Message } = {},
): Promise<Message> {
  const before = plansOf(story, options.root).length;
  const { outcome } = await story.workspace.person(name).command('/mw', command);
  if (outcome !== 'acknowledged') throw new Error(`Slack says ${outcome} to ${command}`);
  return story.workspace.waitFor(() => plansOf(story, options.root).at(before), {
    timeoutMs: answersWithinMs,
    what: `a plan for ${command}; told: ${story.workspace.person(name).ephemerals().map(textOf).join(' | ')}`,
  });
}

/** Waits until a message, named by its ts, says something. */
export async function says(story: Story, { ts }: Message, pattern: RegExp): Promise<Message> {
  const { workspace, channel } = story;
  const find = (): Message | undefined =>
    workspace
      .messages(channel)
      .flatMap((root) => workspace.thread(channel, root.ts))
      .find((message) => message.ts === ts);
  return workspace.waitFor(
    () => {
      const message = find();
      return message !== undefined && pattern.test(textOf(message)) ? message : undefined;
    },
    { timeoutMs: answersWithinMs, what: `${String(pattern)} on the message ${ts}` },
  );
}

/** The labels of a message's buttons. */
export function buttonsOf(message: Message): string[] {
  return [...JSON.stringify(message.blocks ?? []).matchAll(/"type":"button"[^}]*?"text":"([^"]*)"/g)].map(
    ([, label]) => label ?? '',
  );
}

/** What people could have changed: the workloads' and nodes' specs. For "the world is as it was". */
export function specsOf({ kubernetes }: Pick<Story, 'kubernetes'>): string {
  return JSON.stringify(
    ['deployments.apps', 'statefulsets.apps', 'nodes'].flatMap((resource) =>
      kubernetes.list(resource).map((object) => [resource, object.metadata.name, object['spec']]),
    ),
  );
}
