import { cleanMrkdwn } from '../text/clean-mrkdwn.ts';
import { section } from './elements.ts';
import type { MessageView, PersonName } from './message-view.ts';

/** A quiet line in the thread. It pings nobody: whoever is named in it stands there by name. */
export function noteView(text: string, personName: PersonName): MessageView {
  const line = cleanMrkdwn(text, 2800, personName);
  return { text: line, blocks: [section('note', line)] };
}

export interface WakeState {
  text: string;
  /** Slack users that the config names; the only people a message ever pings. */
  mentions: readonly string[];
  personName: PersonName;
}

const slackUser = /^[UW][A-Z0-9]{2,20}$/;

/** Pings these people, before a text; empty when there are none. */
export function callOf(mentions: readonly string[]): string {
  const called = mentions.filter((mention) => slackUser.test(mention)).slice(0, 10);
  return called.map((user) => `<@${user}> `).join('');
}

/** A new channel message that wakes: in what the text says, nobody is pinged; only the configured people are, before it. */
export function wakeView({ text, mentions, personName }: WakeState): MessageView {
  const line = cleanMrkdwn(text, 2600, personName);
  const whole = `${callOf(mentions)}${line}`;
  return { text: whole, blocks: [section('wake', `🔔 ${whole}`)] };
}
