import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/model/audit-record.ts';
import type { Command } from '../../src/model/input.ts';
import { personRefusal, type Identification } from '../../src/people/person-refusal.ts';
import { refuseStranger } from '../../src/work/refuse-stranger.ts';
import { inputExample } from '../store/support/examples.ts';

async function answerTo(command: Command, identity: Identification) {
  const audit: AuditEntry[] = [];
  let asked = 0;
  const answer = await refuseStranger(
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
  );
  return { answer, audit, asked };
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
    expect(await answerTo(command, guest)).toEqual({ answer: undefined, audit: [], asked: 0 });
  });

  it('nobody stands in the way of who may', async () => {
    const person = { slackUser: 'U0ANA', user: 'ana', groups: [] };
    expect((await answerTo({ verb: 'ack' }, { person })).answer).toBeUndefined();
    // What they asked for has its own sentence for it.
    expect((await answerTo({ verb: 'ack' }, personRefusal('not-mapped'))).answer).toBeUndefined();
  });
});
