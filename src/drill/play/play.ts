import type { Scenario } from '../scenarios/scenario.ts';
import type { Message } from '../slack/message.ts';
import type { World } from '../world/world.ts';
import { readText } from '../world/read-field.ts';
import { findButton, textOf } from './find-button.ts';
import { playSuggested } from './play-suggested.ts';
import { createStage } from './stage.ts';

/** What the bot itself has on record about the incident, read from its store after the play. */
export interface PlayedRecord {
  state: string;
  cause: string | undefined;
  runbook: string | undefined;
  action: string | undefined;
  verdict: string | undefined;
  timeline: readonly { at: number; kind: string; text: string }[];
}

export interface PlayResult {
  scenario: string;
  seed: number;
  passed: boolean;
  failures: string[];
  cause: string | undefined;
  runbook: string | undefined;
  action: string | undefined;
  verdict: string | undefined;
  timeline: readonly { at: string; kind: string; text: string }[];
  /** Messages in the channel and its threads at the end. */
  messages: number;
}

const cardDeadlineMs = 20_000;
const endDeadlineMs = 60_000;

/** Plays a scenario with scripted people, from the first alert to the card that says Resolved. */
export async function play(
  scenario: Scenario,
  seed: number,
  world: World,
  readRecord: () => Promise<PlayedRecord | undefined>,
): Promise<PlayResult> {
  const failures: string[] = [];
  const { workspace } = world;
  const channel = workspace.channelId('#incidents');
  const check = (holds: boolean, failure: string): void => {
    if (!holds) failures.push(failure);
  };
  try {
    scenario.start(world);
    const card = await workspace.waitFor(() => cardWith(workspace.messages(channel), 'mw_suggested'), {
      timeoutMs: cardDeadlineMs,
      what: 'a card with a next step',
    });
    const stage = createStage(world, card.ts, check);
    await (scenario.script ?? playSuggested(scenario.expected.approver))(stage);
    check(scenario.healed(world), 'the world is not well although the verdict says so');
    await workspace.waitFor(() => messageAt(workspace.messages(channel), card.ts, /Resolved/), {
      timeoutMs: endDeadlineMs,
      what: 'a card that says Resolved',
    });
    check(workspace.pings().length === 0, 'somebody was pinged');
    check(cards(workspace.messages(channel)).length === 1, 'there is more than one card');
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
  const record = await readRecord();
  const { expected } = scenario;
  check(record !== undefined, 'the bot has no record of the incident');
  check(record?.state === 'resolved', `the incident is ${record?.state ?? 'unknown'}, not resolved`);
  check(
    record?.cause === expected.cause,
    `cause ${record?.cause ?? 'not found'} instead of ${expected.cause}`,
  );
  check(
    record?.runbook === expected.runbook,
    `runbook ${record?.runbook ?? 'none'} instead of ${expected.runbook}`,
  );
  check(
    record?.action === expected.action,
    `action ${record?.action ?? 'none'} instead of ${expected.action}`,
  );
  check(
    record?.verdict === expected.verdict,
    `verdict ${record?.verdict ?? 'none'} instead of ${expected.verdict}`,
  );
  return {
    scenario: scenario.name,
    seed,
    passed: failures.length === 0,
    failures,
    cause: record?.cause,
    runbook: record?.runbook,
    action: record?.action,
    verdict: record?.verdict,
    timeline: (record?.timeline ?? []).map(({ at, kind, text }) => ({
      at: new Date(at).toISOString(),
      kind,
      text,
    })),
    messages: workspace
      .messages(channel)
      .reduce((sum, message) => sum + workspace.thread(channel, message.ts).length, 0),
  };
}

function cards(messages: readonly Message[]): readonly Message[] {
  return messages.filter((message) =>
    readText(message.metadata, 'event_payload', 'message').startsWith('card/'),
  );
}

function cardWith(messages: readonly Message[], actionId: string): Message | undefined {
  return cards(messages).find((message) => findButton(message, actionId) !== undefined);
}

function messageAt(messages: readonly Message[], ts: string, pattern: RegExp): Message | undefined {
  return messages.find((message) => message.ts === ts && pattern.test(textOf(message)));
}
