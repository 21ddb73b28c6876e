import { describe, expect, it } from 'vitest';
import { SlackHealth, type SlackReport } from '../../src/slack/slack-health.ts';

const start = (): { health: SlackHealth; reports: SlackReport[] } => {
  const reports: SlackReport[] = [];
  const health = new SlackHealth((report) => reports.push(report));
  health.incoming({ state: 'ok', detail: '2 connections' });
  return { health, reports };
};

describe('a channel that takes no message', () => {
  it('is said, until one is taken again by the same method', () => {
    const { health, reports } = start();
    health.called('chat.postMessage', 'is_archived');
    expect(health.current()).toEqual({
      state: 'degraded',
      detail: '2 connections; Slack refuses chat.postMessage: is_archived',
    });
    health.called('chat.update', 'ok');
    health.called('views.open', 'ok');
    expect(health.current().state).toBe('degraded');
    health.called('chat.postMessage', 'ok');
    expect(health.current()).toEqual({ state: 'ok', detail: '2 connections' });
    expect(reports.at(-1)).toEqual(health.current());
  });

  it('is told by its name, and forgotten when it takes any message', () => {
    const { health } = start();
    health.called('chat.postMessage', 'is_archived', 'C1');
    health.called('chat.postMessage', 'ok', 'C2');
    expect(health.current().detail).toContain('Slack refuses chat.postMessage in C1: is_archived');
    health.called('chat.update', 'ok', 'C1');
    expect(health.current().state).toBe('ok');
  });

  it('is not what a single message or another method did wrong', () => {
    const { health } = start();
    health.called('chat.postMessage', 'invalid_blocks');
    health.called('conversations.join', 'is_archived');
    expect(health.current().state).toBe('ok');
  });
});
