import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/model/audit-record.ts';
import type { Command } from '../../src/model/input.ts';
import { notAsked, personRefusal, type Identification } from '../../src/people/person-refusal.ts';
import { refuseStranger } from '../../src/work/refuse-stranger.ts';
import { inputExample } from '../store/support/examples.ts';

async function answerTo(command: Command, identity: Identification, attempt = 1) {
  const audit: AuditEntry[] = [];
  let asked = 0;
  const refused = await refuseStranger(
    {
      store: {
        appendAudit: async (entry) => {
          audit.push(entry);
        },
      },
      identify: async () => {
        asked += 1;
        return identity;
      },
      now: () => 5,
    },
    inputExample({ person: 'U0GUEST', via: 'button', command }),
    attempt,
  );
  const answer = refused && 'answer' in refused ? refused.answer : undefined;
  return { refused, answer, audit, asked };
}

const guest = personRefusal('guest');

describe('who may not act', () => {
  it.each<Command>([
    { verb: 'approve', handle: 'h' },
    { verb: 'deny', handle: 'h', reason: 'no' },
    { verb: 'cancel', handle: 'h' },
    { verb: 'ack' },
    { verb: 'resolve' },
    { verb: 'undo' },
    { verb: 'freeze', reason: 'x' },
    { verb: 'rollback' },
    { verb: 'choose', inputId: 'i', incident: 'x' },
    // It posts a message.
    { verb: 'audit', about: 'head' },
  ])('gets words for $verb, on the record, before anything is done', async (command) => {
    const { answer, audit } = await answerTo(command, guest);
    expect(answer?.text).toBe(guest.message);
    expect(audit).toEqual([
      {
        at: 5,
        kind: 'refused',
        actor: 'U0GUEST',
        data: expect.objectContaining({
          asked: command.verb,
          reason: 'guest',
          message: guest.message,
        }) as unknown,
      },
    ]);
  });

  it.each<Command>([
    { verb: 'help' },
    { verb: 'status' },
    { verb: 'why' },
    { verb: 'audit' },
    { verb: 'silences' },
  ])('may look: $verb', async (command) => {
    expect(await answerTo(command, guest)).toEqual({
      refused: undefined,
      answer: undefined,
      audit: [],
      asked: 0,
    });
  });

  it('nobody stands in the way of who may', async () => {
    const person = { slackUser: 'U0ANA', user: 'ana', groups: [] };
    expect((await answerTo({ verb: 'ack' }, { person })).answer).toBeUndefined();
    // What they asked for has its own sentence for it.
    expect((await answerTo({ verb: 'ack' }, personRefusal('not-mapped'))).refused).toBeUndefined();
  });

  it('who sent it is asked again for some seconds before a press is refused for what Slack does not say', async () => {
    const silent = notAsked('fetch failed');
    const press: Command = { verb: 'approve', handle: 'h' };
    let waitedMs = 0;
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const { refused, audit } = await answerTo(press, silent, attempt);
      expect(refused).toMatchObject({ problem: silent.message });
      waitedMs += refused && 'againInMs' in refused ? refused.againInMs : 0;
      expect(audit).toEqual([]);
    }
    expect(waitedMs).toBe(7_500);
    const { answer, audit } = await answerTo(press, silent, 5);
    expect(answer?.text).toBe(silent.message);
    expect(audit).toHaveLength(1);
  });
});
