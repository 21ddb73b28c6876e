import type { SeededRandom } from '../../../src/drill/world/seeded-random.ts';
import type { Fault, FaultKind, Workspace } from '../../../src/drill/slack/workspace-handle.ts';

/** What can be wrong with Slack for the length of one of the bot's lives. */
export const slackFaultNames = [
  'ratelimited',
  'status',
  'hang',
  'reset',
  'slow',
  'drop-answer',
  'late-answer',
  'disconnect',
  'duplicate-envelopes',
] as const;

export type SlackFaultName = (typeof slackFaultNames)[number];

/** One of them, or one or two by seed in each life. */
export type SlackFaultChoice = SlackFaultName | 'mixed';

/** @throws for a name that is none of them */
export function slackFaultChoice(name: string): SlackFaultChoice {
  const found = [...slackFaultNames, 'mixed' as const].find((known) => known === name);
  if (found === undefined)
    throw new Error(`--slack-faults is mixed or one of ${slackFaultNames.join(', ')}, not ${name}`);
  return found;
}

/** The bot gives a call up after 8 s; this answer comes when nobody waits for it any more. */
const lateMs = 9_000;
const disconnectEveryMs = 700;

/** Slack has these troubles until the function returned is called. */
export function troubleSlack(
  workspace: Workspace,
  choice: SlackFaultChoice,
  random: SeededRandom,
): () => void {
  if (choice !== 'mixed') return trouble(workspace, choice, random);
  const pick = (): SlackFaultName =>
    slackFaultNames[Math.floor(random.next() * slackFaultNames.length)] ?? 'reset';
  const ends = [pick(), pick()].map((name) => trouble(workspace, name, random));
  return () => ends.forEach((end) => end());
}

function trouble(workspace: Workspace, name: SlackFaultName, random: SeededRandom): () => void {
  switch (name) {
    case 'ratelimited':
      // A storm of them: nearly every call, and Slack says to wait.
      return hit(workspace, { kind: 'ratelimited', retryAfterSeconds: 1 }, 0.8, random);
    case 'status':
      return hit(workspace, { kind: 'status', status: 500 }, 0.5, random);
    case 'hang':
      return hit(workspace, { kind: 'hang' }, 0.15, random);
    case 'reset':
      return hit(workspace, { kind: 'reset' }, 0.5, random);
    case 'slow':
      return hit(workspace, { kind: 'slow', delayMs: 600 }, 0.8, random);
    case 'drop-answer':
      return hit(workspace, { kind: 'drop-answer' }, 0.5, random);
    case 'late-answer':
      return hit(workspace, { kind: 'slow', delayMs: lateMs }, 0.15, random);
    case 'disconnect':
      return disconnecting(workspace, random);
    case 'duplicate-envelopes':
      return every(200, () => workspace.sockets.duplicateNext());
  }
}

/** That share of what is posted, edited and looked up meets the fault. Sockets are opened untroubled: that is another fault. */
function hit(workspace: Workspace, kind: FaultKind, share: number, random: SeededRandom): () => void {
  const ends = ['chat.postMessage', 'chat.update', 'conversations.history', 'conversations.replies'].map(
    (method) =>
      workspace.fault({
        ...kind,
        method,
        times: Number.POSITIVE_INFINITY,
        when: () => random.next() < share,
      } satisfies Fault),
  );
  return () => ends.forEach((end) => end());
}

/** A refresh that Slack announces, and a connection that breaks, in turn by seed. */
function disconnecting(workspace: Workspace, random: SeededRandom): () => void {
  return every(disconnectEveryMs, () => {
    if (random.next() < 0.5) workspace.sockets.disconnect({ which: 'all' });
    else workspace.sockets.reset();
  });
}

function every(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
}

const kinds: readonly FaultKind[] = [
  { kind: 'drop-answer' },
  { kind: 'drop-answer' },
  { kind: 'drop-answer' },
  { kind: 'reset' },
  { kind: 'status', status: 503 },
  { kind: 'ratelimited', retryAfterSeconds: 1 },
  { kind: 'slow', delayMs: 300 },
];

/** Up to two of the next posts and one of the next edits meet a fault; most often their answer is lost. */
export function addSlackFaults(workspace: Workspace, random: SeededRandom): void {
  const pick = (): FaultKind => kinds[Math.floor(random.next() * kinds.length)] ?? { kind: 'drop-answer' };
  const posts = Math.floor(random.next() * 3);
  for (let index = 0; index < posts; index += 1)
    workspace.fault({ method: 'chat.postMessage', times: 1, ...pick() });
  if (random.next() < 0.5) workspace.fault({ method: 'chat.update', times: 1, ...pick() });
}
